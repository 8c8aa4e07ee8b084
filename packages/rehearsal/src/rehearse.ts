import { defined, isResiteError, ResiteError, shortId } from '@resite/errors';
import { now } from '@resite/filesystem/clock';
import type { Journal, Prompt, RehearsalSubject } from '@resite/procedure';
import { reportOf } from '@resite/procedure/history';
import { ensureSigningKey } from '@resite/procedure/keys';
import { runProcedure } from '@resite/procedure/run';
import type { Check } from '@resite/site';
import type { RehearsalEvent } from './events.ts';
import { type Evidence, makeEvidence } from './evidence.ts';
import { accountName, planOn, type RehearsalSetting } from './plan.ts';
import { createScratch, type Scratch } from './scratch.ts';
import { writeEvidence } from './write-evidence.ts';

export interface RehearsalOptions {
  readonly journal: Journal;
  /** Folder that holds the signing key, the evidence, and the note of the scratch machine. */
  readonly state: string;
  /** The scratch machine stays on; `scratch_kept` says where it is. */
  readonly keep?: boolean;
  /** Version of Resite, for the evidence. */
  readonly version: string;
  readonly emit: (event: RehearsalEvent) => void;
  readonly signal: AbortSignal;
  readonly prompt?: Prompt;
}

/**
 * Restores the snapshot to a scratch machine, sees that the site comes to life there, and writes signed evidence of what was
 * seen. The machine is gone afterwards, however it ends. `REHEARSAL_FAILED` when the snapshot would not bring the site back:
 * the evidence says so, too. `INTERRUPTED` when the signal aborts: then there is none.
 */
export async function rehearse(
  setting: RehearsalSetting,
  subject: RehearsalSubject,
  options: RehearsalOptions,
): Promise<void> {
  const { state, keep = false, version, emit, signal } = options;
  const key = await ensureSigningKey(state);
  const account = accountName(setting, subject.manifest);
  const begun = now();
  const scratch = await scratchFor(subject, account, options);
  let kept = false;
  try {
    signal.throwIfAborted();
    const building = scratch === undefined ? 0 : (now() - begun) / 1000;
    const { run, checks, failure } = await runOn(scratch, setting, subject, options);
    const report = reportOf(options.journal, run);
    emit({ message_type: 'report', report });
    if (signal.aborted) throw interrupted(failure);
    const evidence = makeEvidence({
      subject,
      report,
      checks,
      failure: describe(failure),
      scratch,
      building,
      account,
      profile: setting.profile,
      key: key.fingerprint,
      version,
    });
    const folder = await writeEvidence(state, evidence, key);
    emit({ message_type: 'rehearsed', evidence, folder, key_is_new: key.isNew });
    if (scratch !== undefined && keep) {
      await scratch.keep();
      kept = true;
      emit({ message_type: 'scratch_kept', folder: scratch.folder });
    }
    if (failure !== undefined) throw failed(setting, evidence, folder, failure);
  } finally {
    if (!kept) await scratch?.destroy();
  }
}

/** None for a snapshot that does not say what machine it needs. */
async function scratchFor(
  { manifest, parentServer }: RehearsalSubject,
  account: string,
  { state, emit }: RehearsalOptions,
): Promise<Scratch | undefined> {
  if (manifest === undefined) return undefined;
  emit({ message_type: 'scratch_begun' });
  return createScratch(state, manifest, { accounts: [account], parentServer });
}

/** What fails is a finding; what keeps the run from beginning is thrown. */
async function runOn(
  scratch: Scratch | undefined,
  setting: RehearsalSetting,
  subject: RehearsalSubject,
  { journal, signal, emit, prompt }: RehearsalOptions,
): Promise<{ run: string; checks: readonly Check[]; failure: unknown }> {
  const checks: Check[] = [];
  let run = '';
  const failure = await runProcedure(planOn(setting, subject, scratch), {
    journal,
    signal,
    emit: event => {
      if (event.message_type === 'plan') run = event.run_id;
      if (event.message_type === 'precheck') checks.push(event.check);
      emit(event);
    },
    ...defined({ prompt }),
  }).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (run === '') throw failure;
  return { run, checks, failure };
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

function failed({ siteCode }: RehearsalSetting, evidence: Evidence, folder: string, cause: unknown): ResiteError {
  const { failure, checks, steps, snapshot } = evidence;
  const step = steps.find(({ id }) => id === failure?.step);
  const check = checks.find(({ id }) => id === failure?.check);
  const where = check !== undefined ? `the check "${check.title}"` : `the step "${step?.title}"`;
  return new ResiteError(
    'REHEARSAL_FAILED',
    `snapshot ${shortId(snapshot.id)} would not bring ${siteCode} back: ${where} failed: ${failure?.message}`,
    {
      hint: `Do not rely on this snapshot. What was found is in ${folder}/evidence.html; make a new backup, and rehearse it.`,
      cause,
    },
  );
}
