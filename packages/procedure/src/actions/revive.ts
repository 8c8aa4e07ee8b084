import { setTimeout as sleep } from 'node:timers/promises';
import { ResiteError } from '@resite/errors';
import { waitForService } from '@resite/host';
import { openSnapshot } from '../manifest.ts';
import { sameService } from '../services.ts';
import type { Perform } from './perform.ts';

/** Shares that SITE CONFIG MANAGER does not make again by itself (Q107244, Q107245), with their recorded comments. */
export const createShares: Perform<'create-shares'> = async (action, performance) => {
  const { manifest } = await openSnapshot(performance, action.snapshot);
  const shares = manifest.site.shares.filter(share => action.shares.includes(share.name));
  for (const { securityDescriptor, ...share } of shares) {
    await performance.host(action.host).shares.create({
      ...share,
      ...(securityDescriptor !== undefined && { securityDescriptor: Buffer.from(securityDescriptor, 'base64') }),
    });
  }
  return { detail: shares.length === 0 ? 'no package share was recorded' : shares.map(share => share.name).join(', ') };
};

export const runProgram: Perform<'run-program'> = async (action, performance) => {
  const result = await performance.host(action.host).commands.run(action.program);
  if (result === 'deferred') return { detail: `${action.program} runs when ${action.host} starts` };
  if (result.exitCode !== 0) {
    throw new ResiteError(
      'COMMAND_FAILED',
      `${action.program} on ${action.host} ended with ${result.exitCode}: ${result.output.trim()}`,
      {
        hint: `Put the cause right, then run "resite resume ${performance.run.id}".`,
      },
    );
  }
  return { detail: `${action.program} ended well` };
};

/** What INSTSRV.EXE does, and the start that sources disagree on (Q138347 Restore 4, Q152466 step 11). */
export const installService: Perform<'install-service'> = async (action, performance) => {
  const { services } = performance.host(action.host);
  const { service: name, imagePath, account } = action;
  await services.install(
    { name, displayName: name, imagePath, account: account.user, startType: 'auto' },
    await performance.secret(account.password),
  );
  await services.start(name);
  await waitForService(performance.host(action.host), name, 'running', {
    timeoutMs: 180_000,
    signal: performance.signal,
  });
  return { detail: `${name} runs as ${account.user}` };
};

export const waitForServices: Perform<'wait-for-services'> = async (action, performance) => {
  const host = performance.host(action.host);
  const deadline = Date.now() + action.minutes * 60_000;
  for (;;) {
    const found = await host.services.list();
    const missing = action.services.filter(
      name => found.find(service => sameService(service, name))?.state !== 'running',
    );
    if (missing.length === 0) return { detail: `${action.services.join(', ')} run` };
    if (Date.now() > deadline) {
      throw new ResiteError(
        'SITE_NOT_FUNCTIONAL',
        `after ${action.minutes} minutes not running on ${action.host}: ${missing.join(', ')}`,
        {
          hint: `Read SCMAN.LOG in the root of the SMS drive, then run "resite resume ${performance.run.id}".`,
        },
      );
    }
    await sleep(250, undefined, { signal: performance.signal });
  }
};
