import { setTimeout } from 'node:timers/promises';
import { isResiteError } from '@resite/errors';
import { busy, isUnfinished, Journal, reportOf, resume } from '@resite/procedure';
import type { Command } from 'commander';
import { loadConfig } from '../../config/load.ts';
import type { Context } from '../../context.ts';
import { addExamples, type Perform, setHandler } from '../define.ts';
import { settleEarlier } from '../rehearse/rehearse.ts';
import { noteInLedger, promptOf } from './run-procedure.ts';

export function addResume(parent: Command, perform: Perform): void {
  const command = parent
    .command('resume')
    .description(
      'Settle what was cut off: return every service to its recorded state, then carry a restore on to its end.',
    )
    .argument('[run]', 'a run, as `resite status` names it (default: every run that was cut off)')
    .option('--roll-back', 'return the services, and leave a restore where it is')
    .option('--wait', 'wait until no other run and no guardian is at work, and then do it');
  addExamples(
    command,
    ['resite resume', 'after a crash or a reboot'],
    ['resite resume --wait', 'in a script: when it ends, nothing is left to settle'],
    ['resite resume 20261122-020000-S01-restore', 'carry a restore on that failed'],
  );
  setHandler(command, perform, resumeRuns);
}

interface Options {
  readonly rollBack?: boolean;
  readonly wait?: boolean;
}

async function resumeRuns(context: Context, id: string | undefined, options: Options): Promise<void> {
  const { state } = await loadConfig(context.options.config);
  const journal = new Journal(state);
  try {
    if (options.wait === true) await untilNobodyWorks(context, journal);
    await settleEarlier(context, journal, state);
    const ids =
      id === undefined
        ? journal
            .runs()
            .filter(isUnfinished)
            .map(run => run.id)
        : [id];
    const living = journal.runs().find(run => run.alive);
    if (ids.length === 0 && living !== undefined) throw busy(living);
    if (ids.length === 0) context.emit({ message_type: 'note', text: nothingToResume(journal) });
    const failures: unknown[] = [];
    // One that cannot be settled keeps no other one open.
    for (const run of ids) {
      await resumeOne(context, journal, run, options.rollBack === true).catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw worst(failures);
  } finally {
    noteInLedger(context, journal, state);
    journal.close();
  }
}

async function resumeOne(context: Context, journal: Journal, id: string, rollBack: boolean): Promise<void> {
  const { emit, signal } = context;
  try {
    const { how } = await resume(id, { journal, emit, signal, rollBack, ...promptOf(context) });
    emit({ message_type: 'resumed', run_id: id, how });
  } finally {
    emit({ message_type: 'report', report: reportOf(journal, id) });
  }
}

/** A guardian is at work once it has taken its run over; it does so a moment after the death of the process that it watched. */
async function untilNobodyWorks({ emit, signal }: Context, journal: Journal): Promise<void> {
  let told: string | undefined;
  for (let quiet = 0; quiet < 4; quiet++) {
    const living = journal.runs().find(run => run.alive);
    if (living !== undefined) quiet = 0;
    if (living !== undefined && living.id !== told) {
      told = living.id;
      emit({ message_type: 'note', text: `Waiting for the end of run ${living.id} …` });
    }
    await setTimeout(250);
    signal.throwIfAborted();
  }
}

function nothingToResume(journal: Journal): string {
  const early = journal.runs().filter(run => reportOf(journal, run.id).resumable);
  const offers = early.map(({ id }) => `\nA restore that ended early is carried on with: resite resume ${id}`);
  return `Nothing was cut off: every service is in its recorded state.${offers.join('')}`;
}

/** Services that are down come before everything else. */
const worst = (failures: readonly unknown[]) =>
  failures.find(error => isResiteError(error, 'SERVICES_NOT_RESTORED')) ?? failures[0];
