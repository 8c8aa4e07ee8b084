import { isResiteError, ResiteError } from '@resite/errors';
import type { HostSettings, Manifest, Procedure } from '@resite/procedure';
import { reportOf } from '@resite/procedure/history/report';
import { Journal } from '@resite/procedure/journal/journal';
import { isUnfinished } from '@resite/procedure/journal/run';
import { accountOf } from '@resite/procedure/plan/prepare';
import { prepareRehearsal, type RehearsalSubject } from '@resite/procedure/plan/prepare-rehearsal';
import { planFailedRehearsal, planRehearsal } from '@resite/procedure/plan/restore/plan-rehearsal';
import { perform } from '@resite/procedure/run/perform';
import { ensureSigningKey } from '@resite/procedure/snapshot/signing-key';
import {
  clearScratches,
  createScratch,
  type Evidence,
  makeEvidence,
  type Scratch,
  writeEvidence,
} from '@resite/rehearsal';
import type { Check } from '@resite/site';
import type { Context } from '../../context.ts';
import { version } from '../../version.ts';
import { noteInLedger, promptOf } from '../site/run-procedure.ts';
import { type SiteSetting, siteSetting } from '../site/site-setting.ts';
import { snapshotChoice } from '../site/snapshot-choice.ts';
import type { TrustSnapshotOption } from '../site/trust-snapshot-option.ts';

interface Options extends TrustSnapshotOption {
  readonly snapshot: string;
  readonly wait: number;
  readonly keep?: boolean;
  readonly dryRun?: boolean;
}

export async function rehearseSite(context: Context, code: string, options: Options): Promise<void> {
  const setting = await siteSetting(context, code, { trustSnapshot: options.trustSnapshot });
  const { siteCode, repository, config, trust } = setting;
  const prompt = promptOf(context);
  const subject = await prepareRehearsal({
    ...{ siteCode, snapshot: options.snapshot, repository, trust, ...prompt },
    ...snapshotChoice(context, config.state),
  });
  if (options.dryRun === true) {
    const procedure = plan(setting, subject, undefined, options);
    context.emit({ message_type: 'procedure', procedure, format: 'text' });
    return;
  }
  const journal = new Journal(config.state);
  try {
    await settleEarlier(context, journal, config.state);
    await rehearse(context, { setting, subject, journal, options, prompt });
  } finally {
    noteInLedger(context, journal, config.state);
    journal.close();
  }
}

/** Removes the machines of rehearsals that were cut off, and closes their runs: nobody else has anything to settle there. */
export async function settleEarlier({ emit }: Context, journal: Journal, state: string): Promise<void> {
  for (const folder of await clearScratches(state)) {
    emit({ message_type: 'note', text: `Removed ${folder}, which a rehearsal that was cut off had left.` });
  }
  for (const run of journal.runs()) {
    if (run.kind !== 'rehearsal' || !isUnfinished(run)) continue;
    try {
      if (journal.takeOver(run.id) !== undefined) journal.end(run.id, 'interrupted');
    } catch (error) {
      if (!isResiteError(error, 'PROCEDURE_BUSY')) throw error; // another process has just done it
    }
  }
}

interface Work {
  readonly prompt: ReturnType<typeof promptOf>;
  readonly setting: SiteSetting;
  readonly subject: RehearsalSubject;
  readonly journal: Journal;
  readonly options: Options;
}

async function rehearse(context: Context, { setting, subject, journal, options, prompt }: Work): Promise<void> {
  const { emit, signal } = context;
  const { state } = setting.config;
  const key = await ensureSigningKey(state);
  const { manifest } = subject;
  const account = accountName(setting, manifest);
  const begun = Date.now();
  if (manifest !== undefined) emit({ message_type: 'note', text: 'Building and booting a scratch machine …' });
  const scratch =
    manifest && (await createScratch(state, manifest, { accounts: [account], parentServer: subject.parentServer }));
  let kept = false;
  try {
    signal.throwIfAborted();
    const building = scratch === undefined ? 0 : (Date.now() - begun) / 1000;
    const checks: Check[] = [];
    let run = '';
    const failure = await perform(plan(setting, subject, scratch, options), {
      journal,
      signal,
      emit: event => {
        if (event.message_type === 'plan') run = event.run_id;
        if (event.message_type === 'precheck') checks.push(event.check);
        emit(event);
      },
      ...prompt,
    }).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (run === '') throw failure;
    const report = reportOf(journal, run);
    emit({ message_type: 'report', report });
    if (signal.aborted) throw interrupted(failure);
    const evidence = makeEvidence({
      ...{
        subject,
        report,
        checks,
        failure: describe(failure),
        scratch,
        building,
        account,
        key: key.fingerprint,
        version,
      },
    });
    const folder = await writeEvidence(state, evidence, key);
    emit({ message_type: 'rehearsed', evidence, folder, key_is_new: key.isNew });
    if (scratch !== undefined && options.keep === true) {
      await scratch.keep();
      kept = true;
      emit({ message_type: 'scratch_kept', folder: scratch.folder });
    }
    if (failure !== undefined) throw failed(setting, evidence, folder, failure);
  } finally {
    if (!kept) await scratch?.destroy();
  }
}

function plan(
  { siteCode, repository, ...setting }: SiteSetting,
  { manifest, snapshot, trust }: RehearsalSubject,
  scratch: Pick<Scratch, 'target' | 'standIn' | 'hosts' | 'passwordFile'> = imagined,
  { wait }: Options,
): Procedure {
  if (manifest === undefined) {
    return planFailedRehearsal({ siteCode, profile: 'sms-1x-secondary', snapshot: snapshot.id, repository, trust });
  }
  const { target, standIn, hosts, passwordFile } = scratch;
  return planRehearsal({
    ...{ manifest, snapshot: snapshot.id, target, hosts, repository, trust, minutes: wait },
    ...(standIn !== undefined && { standIn }),
    account: { user: accountName(setting, manifest), password: { file: passwordFile } },
  });
}

/** What a dry run shows: the machine is made when it is needed. */
const nowhere: HostSettings = { driver: 'lab', machine: '/nonexistent' };
const imagined = { target: 'scratch', standIn: undefined, hosts: { scratch: nowhere }, passwordFile: '/nonexistent' };

/** The account is made on the scratch machine, with a password of its own: nobody is asked for one, whatever the snapshot says. */
function accountName({ account }: Pick<SiteSetting, 'account'>, manifest: Manifest | undefined): string {
  if (account !== undefined || manifest === undefined) return account?.user ?? '';
  const { user } = accountOf(manifest.site);
  return /^[^\\/]+\\[^\\/]+$/.test(user) ? user : 'SCRATCH\\SMSADMIN';
}

const describe = (error: unknown) =>
  error === undefined
    ? undefined
    : {
        code: isResiteError(error) ? error.code : 'INTERNAL',
        message: error instanceof Error ? error.message : String(error),
      };

function interrupted(cause: unknown): ResiteError {
  return new ResiteError('INTERRUPTED', 'interrupted; the scratch machine is gone, and the site was not touched', {
    cause,
  });
}

function failed({ siteCode }: SiteSetting, evidence: Evidence, folder: string, cause: unknown): ResiteError {
  const { failure, checks, steps, snapshot } = evidence;
  const step = steps.find(({ id }) => id === failure?.step);
  const check = checks.find(({ id }) => id === failure?.check);
  const where = check !== undefined ? `the check "${check.title}"` : `the step "${step?.title}"`;
  return new ResiteError(
    'REHEARSAL_FAILED',
    `snapshot ${snapshot.id.slice(0, 8)} would not bring ${siteCode} back: ${where} failed: ${failure?.message}`,
    {
      hint: `Do not rely on this snapshot. What was found is in ${folder}/evidence.html; make a new backup, and rehearse it.`,
      cause,
    },
  );
}
