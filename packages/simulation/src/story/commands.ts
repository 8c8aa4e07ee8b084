import { type AnyRemedy, codes, defined, isResiteError, isSystemError, ResiteError } from '@resite/errors';
import {
  type Emit,
  type HostSettings,
  isUnfinished,
  Journal,
  lookAtHosts,
  type ProcedureEvent,
  prepareBackup,
  prepareRestore,
  prepareSiblingBackup,
  resume,
  returnFromHost,
  runProcedure,
  servicesDown,
  withLedger,
} from '@resite/procedure';
import { prepareRehearsal } from '@resite/procedure/plan';
import { openSettings } from '@resite/procedure/repository-settings';
import { type RehearsalEvent, rehearse, settleRehearsals } from '@resite/rehearsal';
import type { OpenedRepository } from '@resite/repository';
import { forgetSnapshots, prune } from '@resite/repository/maintenance';
import { findProfile } from '@resite/site/profiles/profiles';
import type { Computer } from '../world/computer.ts';
import { ProcessDied } from '../world/process.ts';
import type { Template } from '../world/template.ts';

/** A command as somebody types it. */
export type Command =
  | {
      readonly type: 'backup';
      readonly sites: readonly string[];
      readonly budget?: number;
      readonly acceptClocks?: boolean;
    }
  | {
      readonly type: 'restore';
      readonly site: string;
      /** The snapshot, which nobody has signed. */
      readonly trusting: string;
    }
  | { readonly type: 'rehearse'; readonly site: string; readonly trusting: string }
  | { readonly type: 'forget'; readonly site: string; readonly keep: number }
  | { readonly type: 'repo prune' }
  | { readonly type: 'resume'; readonly run?: string; readonly force?: boolean }
  | { readonly type: 'resume --from-hosts' };

/** How it ended; undefined while it runs, and for ever when it was killed. */
export interface Ended {
  readonly exitCode: number;
  readonly error?: string;
  readonly message?: string;
  readonly hint?: string;
  readonly remedy?: AnyRemedy;
}

export interface Typed {
  readonly command: Command;
  readonly process: ReturnType<Computer['start']>;
  readonly interrupt: () => void;
  ended: Ended | undefined;
}

export const folder = '/var/lib/resite';
const parent = 'HQ1';
export const hostOf = (site: string) => `BRANCH${Number(site.slice(1))}`;
const settings = (machine: string): HostSettings => ({ driver: 'lab', machine: `/lab/${machine}`, serviceTimeout: 60 });
export function textOf(command: Command): string {
  if (command.type === 'backup') return `resite backup ${command.sites.join(' ')}`;
  if (command.type === 'restore' || command.type === 'rehearse')
    return `resite ${command.type} ${command.site} --trust-snapshot ${command.trusting.slice(0, 8)}`;
  if (command.type === 'forget') return `resite forget ${command.site} --keep-last ${command.keep} --prune`;
  const { run = '', force = false } = command.type === 'resume' ? command : {};
  return `resite ${command.type}${run && ` ${run}`}${force ? ' --force' : ''}`;
}

/** Starts the command in a process of its own. What the real command line does around it is done here as well. */
export function type(
  command: Command,
  {
    computer,
    template,
    logonServers,
    helpers,
    onEvent,
  }: {
    computer: Computer;
    template: Template;
    /** Those that resite.yaml lists. */
    logonServers: readonly string[];
    /** Of the first site. */
    helpers: readonly string[];
    onEvent: (event: ProcedureEvent, typed: Typed) => void;
  },
): Typed {
  const process = computer.start(textOf(command));
  const interruption = new AbortController();
  const typed: Typed = {
    command,
    process,
    interrupt: () => process.goOn(() => interruption.abort(new ResiteError('INTERRUPTED', 'interrupted'))),
    ended: undefined,
  };
  const emit: Emit = event => {
    if (process.state !== 'dead') onEvent(event, typed);
  };
  const end = (thrown?: unknown) => {
    if (process.state === 'dead') return;
    typed.ended = endingOf(thrown);
    process.die('it came to its end');
  };
  void process.run(() =>
    run(command, { emit, template, logonServers: [...logonServers], helpers, signal: interruption.signal }).then(
      () => end(),
      error => end(error),
    ),
  );
  return typed;
}

/** Services that may be down win over every other exit code. */
function endingOf(thrown: unknown): Ended {
  const isDown = servicesDown().length > 0;
  const down = codes.SERVICES_NOT_RESTORED.exit;
  if (thrown === undefined) return { exitCode: isDown ? down : 0 };
  if (thrown instanceof ProcessDied) return { exitCode: 137 };
  if (isSystemError(thrown, 'ENOSPC'))
    return { exitCode: isDown ? down : codes.DISK_FULL.exit, error: 'DISK_FULL', message: thrown.message };
  if (!isResiteError(thrown)) {
    const message = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
    return { exitCode: isDown ? down : 1, error: 'INTERNAL', message };
  }
  const { code, exitCode, message, hint, remedy } = thrown as ResiteError;
  return defined({ exitCode: isDown ? down : exitCode, error: code, message, hint, remedy });
}

interface Context {
  readonly emit: Emit;
  readonly signal: AbortSignal;
  readonly template: Template;
  readonly logonServers: readonly string[];
  readonly helpers: readonly string[];
}

/** Those of resite.yaml. */
const hostsOf = ({ template, logonServers, helpers }: Context): Record<string, HostSettings> =>
  Object.fromEntries([...template.machines.keys(), ...helpers, ...logonServers].map(name => [name, settings(name)]));

function run(command: Command, context: Context): Promise<void> {
  if (command.type === 'backup') return backup(command, context);
  if (command.type === 'restore') return restore(command, context);
  if (command.type === 'rehearse') return rehearseSite(command, context);
  if (command.type === 'forget') return forget(command, context);
  if (command.type === 'repo prune') return pruneAll(context);
  if (command.type === 'resume --from-hosts') return fromHosts(context);
  const { run: id, force = false } = command;
  return id === undefined ? resumeAll(context, force) : resumeOne(id, context, force);
}

const helpersOf = (siteCode: string, { helpers }: Context) => (siteCode === 'S01' ? helpers : []);

const settingOf = (siteCode: string, context: Context) => ({
  siteCode,
  host: hostOf(siteCode),
  parent,
  parentCode: 'P01',
  helperHosts: helpersOf(siteCode, context),
  hosts: Object.fromEntries(
    [hostOf(siteCode), ...helpersOf(siteCode, context), parent].map(name => [name, settings(name)]),
  ),
  logonServers: { configured: siteCode === 'S01' ? context.logonServers : [], hosts: hostsOf(context) },
  repository: { location: 'rest:http://backups/', password: { prompt: 'password' } },
});

async function backup({ sites, budget, acceptClocks }: Command & { type: 'backup' }, context: Context): Promise<void> {
  const { emit, signal } = context;
  const of = (siteCode: string) => ({
    ...settingOf(siteCode, context),
    ...defined({ downtimeBudget: budget, acceptClocks }),
  });
  const [first, ...others] = sites.map(of);
  const procedure =
    others.length === 0
      ? await prepareBackup(first!)
      : (await prepareSiblingBackup([first!, ...others], { parallel: 2 })).procedure;
  await withJournal(emit, async journal => {
    await runProcedure(procedure, { journal, emit, signal });
  });
}

async function restore({ site, trusting }: Command & { type: 'restore' }, context: Context): Promise<void> {
  const { emit, signal, template } = context;
  const procedure = await prepareRestore({
    ...settingOf(site, context),
    snapshot: trusting,
    trust: { keys: [], snapshot: trusting },
    account: { user: 'BRANCHDOM\\SMSADMIN', password: { prompt: 'password' } },
    minutes: 10,
    acceptClocks: true,
  });
  await withJournal(emit, async journal => {
    await runProcedure(procedure, { journal, emit, signal, prompt: async () => template.password });
  });
}

async function rehearseSite({ site, trusting }: Command & { type: 'rehearse' }, context: Context): Promise<void> {
  const { emit, signal } = context;
  const { siteCode, repository } = settingOf(site, context);
  const trust = { keys: [], snapshot: trusting };
  const subject = await prepareRehearsal({ siteCode, snapshot: trusting, repository, trust });
  const setting = { siteCode, profile: findProfile('sms-1x-secondary'), repository, minutes: 10 };
  await withJournal(emit, async journal => {
    await settleRehearsals(journal, folder);
    const options = { journal, state: folder, version: 'simulated', signal };
    await rehearse(setting, subject, { ...options, emit: event => (isOfProcedure(event) ? emit(event) : undefined) });
  });
}

const ofRehearsal: ReadonlySet<string> = new Set(['scratch_begun', 'report', 'rehearsed', 'scratch_kept']);
const isOfProcedure = (event: RehearsalEvent): event is ProcedureEvent => !ofRehearsal.has(event.message_type);

/** As `resite forget SITE --keep-last N --prune`: each of both opens the repository. */
async function forget({ site, keep }: Command & { type: 'forget' }, context: Context): Promise<void> {
  await withRepository(context, repository =>
    forgetSnapshots(repository, { last: keep }, { tags: [[`site:${site}`]], groupBy: [] }),
  );
  await pruneAll(context);
}

const pruneAll = (context: Context) =>
  withRepository(context, repository => prune(repository, { signal: context.signal, maxUnused: { percent: 0 } }));

async function withRepository(
  context: Context,
  use: (repository: OpenedRepository) => Promise<unknown>,
): Promise<void> {
  const repository = await openSettings(settingOf('S01', context).repository);
  try {
    await use(repository);
  } finally {
    await repository.close();
  }
}

async function resumeOne(id: string, { emit, signal, template }: Context, force: boolean): Promise<void> {
  await withJournal(emit, async journal => {
    await settleRehearsals(journal, folder);
    await resume(id, { journal, emit, signal, force, prompt: async () => template.password });
  });
}

/** As `resite resume` without a run: every run that was cut off, then a look at the hosts themselves. */
async function resumeAll(context: Context, force: boolean): Promise<void> {
  const { emit, signal, template } = context;
  await withJournal(emit, async journal => {
    await settleRehearsals(journal, folder);
    const failures: unknown[] = [];
    const ids = journal.runs().filter(run => isUnfinished(run) || (force && run.standsStill));
    for (const { id } of ids) {
      await resume(id, { journal, emit, signal, force, prompt: async () => template.password }).catch(
        (error: unknown) => failures.push(error),
      );
    }
    const { unknown } = await lookAtHosts(hostsOf(context), journal, 10_000);
    failures.push(...unknown, ...[journal.loss() ?? []].flat());
    if (failures.length > 0) throw worst(failures);
  });
}

const worst = (failures: readonly unknown[]) =>
  failures.find(error => isResiteError(error, 'SERVICES_NOT_RESTORED', 'STOPPED_BY_UNKNOWN_RUN')) ?? failures[0];

async function fromHosts(context: Context): Promise<void> {
  const { emit } = context;
  const journal = new Journal(folder);
  const outcomes = await Promise.allSettled(
    Object.entries(hostsOf(context)).map(([name, how]) => returnFromHost(name, how, { journal, emit })),
  );
  const failures = outcomes.flatMap(outcome => (outcome.status === 'rejected' ? [outcome.reason] : []));
  if (failures.length > 0) throw failures.find(error => isResiteError(error) && error.exitCode === 22) ?? failures[0];
  if (journal.loss() !== undefined) journal.acknowledgeLoss();
}

async function withJournal(emit: Emit, use: (journal: Journal) => Promise<void>): Promise<void> {
  const journal = new Journal(folder);
  try {
    await use(journal);
  } finally {
    noteInLedger(emit, journal);
    journal.close();
  }
}

function noteInLedger(emit: Emit, journal: Journal): void {
  try {
    withLedger(folder, journal, () => {});
  } catch (error) {
    if (!isResiteError(error)) throw error;
    emit({ message_type: 'warning', text: error.message });
  }
}
