import { isDeepStrictEqual } from 'node:util';
import { defined, isResiteError, ResiteError } from '@resite/errors';
import type { Host, ServiceDefinition } from '@resite/host';
import { waitForService } from '@resite/host/wait-for-service';
import { sameName } from '@resite/registry/names';
import { describeShare } from '@resite/site/discovery/describe-share';
import type { Execution } from '../execution/execution.ts';
import { openSnapshot } from '../execution/open-snapshot.ts';
import { fillPlain } from '../plan/plan-text.ts';
import type { ActionOf } from '../plan/procedure.ts';
import { profileOf } from '../plan/profile-of.ts';
import type { ProcedureRemedy } from '../remedy/remedy.ts';
import type { ActionHandler } from './action-handler.ts';
import { installByHand } from './install-by-hand.ts';

/** Shares that nothing makes again by itself, with their recorded comments. */
export const createShares: ActionHandler<'create-shares'> = async (action, execution) => {
  const { manifest } = await openSnapshot(execution, action.snapshot);
  const host = execution.host(action.host);
  const shares = manifest.site.shares.filter(share => action.shares.includes(share.name));
  for (const { securityDescriptor, ...share } of shares) {
    await host.shares.create(
      defined({
        ...share,
        securityDescriptor: securityDescriptor === undefined ? undefined : Buffer.from(securityDescriptor, 'base64'),
      }),
    );
  }
  const found = (await host.shares.list()).map(describeShare);
  const wrong = shares.filter(share => !found.some(other => isDeepStrictEqual(other, share))).map(({ name }) => name);
  if (wrong.length > 0) {
    throw new ResiteError(
      'RESTORE_PARTIAL',
      `path, comment or permissions are not as they were: ${wrong.join(', ')} on ${action.host}`,
      {
        remedy: {
          kind: 'resume-run',
          run: execution.run.id,
          first: 'Look at them with "net share" (the snapshot has them in manifest.json)',
        } satisfies ProcedureRemedy,
      },
    );
  }
  return { detail: shares.length === 0 ? 'no package share was recorded' : shares.map(share => share.name).join(', ') };
};

export const runProgram: ActionHandler<'run-program'> = async (action, execution) => {
  const result = await execution.host(action.host).commands.run(action.program);
  if (result === 'deferred') return { detail: `${action.program} runs when ${action.host} starts` };
  if (result.exitCode !== 0) {
    throw new ResiteError(
      'COMMAND_FAILED',
      `${action.program} on ${action.host} ended with ${result.exitCode}: ${result.output.trim()}`,
      {
        remedy: { kind: 'resume-run', run: execution.run.id, first: 'Put the cause right' } satisfies ProcedureRemedy,
      },
    );
  }
  return { detail: `${action.program} ended well` };
};

/** What INSTSRV.EXE does, and the start that sources disagree on (Q138347 Restore 4, Q152466 step 11). */
export const installService: ActionHandler<'install-service'> = async (action, execution) => {
  const { service: name, imagePath, account, displayName = name, startType = 'auto', start = true } = action;
  const password = account && (await execution.secret(account.password));
  const definition = { name, displayName, imagePath, account: account?.user ?? 'LocalSystem', startType };
  const host = execution.host(action.host);
  try {
    return await installAndStart(host, { definition, password, start, signal: execution.signal });
  } catch (error) {
    if (isResiteError(error, 'SERVICE_EXISTS')) throw leftOver(error, action, execution.run.id);
    if (!isResiteError(error, 'SERVICE_PASSWORD_REFUSED')) throw error;
    const { emit, signal } = execution;
    await installByHand(error, { host, definition, dialogue: dialogueOf(action, execution), emit, signal });
    return { detail: `${name} runs as ${definition.account}; a person has given it its password` };
  }
};

interface Installation {
  readonly definition: ServiceDefinition;
  readonly password: string | undefined;
  readonly start: boolean;
  readonly signal: AbortSignal;
}

async function installAndStart(host: Host, { definition, password, start, signal }: Installation) {
  const { services } = host;
  const { name, account } = definition;
  await services.install(definition, password);
  if (!start) return { detail: `${name} is installed as ${account}, and stays stopped` };
  const state = (await services.query(name))?.state;
  const startedItself = state === 'running' || state === 'start-pending';
  if (!startedItself) await services.start(name);
  await waitForService(host, name, 'running', { timeoutMs: 180_000, signal });
  return { detail: `${name} runs as ${account}${startedItself ? '' : '; it was started, as nothing else does'}` };
}

/** How the profile has a person do it. */
function dialogueOf(
  { service, imagePath, account, host }: ActionOf<'install-service'>,
  { run }: Execution,
): string | undefined {
  const { bootstrap } = profileOf(run.procedure);
  if (bootstrap === undefined || !sameName(bootstrap.service, service)) return undefined;
  const user = account?.user ?? 'LocalSystem';
  return fillPlain(bootstrap.step.note ?? '', { service, account: user, computer: `\\\\${host}`, program: imagePath });
}

/** Of an earlier installation, with another program or account. */
function leftOver(error: ResiteError, { service, host }: ActionOf<'install-service'>, run: string): ResiteError {
  const key = `HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\${service}`;
  return new ResiteError(
    'SERVICE_EXISTS',
    `${host} has a ${service} already, left over from elsewhere: ${error.message}`,
    {
      remedy: {
        kind: 'resume-run',
        run,
        first: `Stop it, delete the key ${key} with REGEDT32, restart ${host} (Q139627)`,
      } satisfies ProcedureRemedy,
      cause: error,
    },
  );
}
