import { setTimeout } from 'node:timers/promises';
import { formatTime, isResiteError } from '@resite/errors';
import { reportOf } from '@resite/procedure/history';
import { busy, isJournalFailure, isUnfinished, Journal } from '@resite/procedure/journal';
import { resume } from '@resite/procedure/run';
import { servicesDown } from '@resite/procedure/services';
import { loadConfig } from '../../config/load.ts';
import type { Context } from '../../context.ts';
import { settleEarlier } from '../rehearse/settle-earlier.ts';
import { lookForUnknown } from './look-for-unknown.ts';
import { tellOpenRuns } from './open-runs.ts';
import { lastReport, noteInLedger, promptOf } from './run-procedure.ts';

interface Options {
  readonly rollBack?: boolean;
  readonly wait?: boolean;
  /** Names, or true for all. */
  readonly fromHosts?: readonly string[] | true;
  readonly force?: boolean;
}

export async function resumeRuns(context: Context, id: string | undefined, options: Options): Promise<void> {
  if (options.fromHosts !== undefined) {
    const { returnFromHosts } = await import('./return-from-hosts.ts');
    return returnFromHosts(context, id, options.fromHosts);
  }
  context.atEnd.servicesDown = servicesDown;
  const config = await loadConfig(context.options.config);
  const { state } = config;
  const journal = new Journal(config.state);
  try {
    if (options.wait === true) await untilNobodyWorks(context, journal);
    await settleEarlier(context, journal, state);
    const ids =
      id === undefined
        ? journal
            .runs()
            .filter(run => isUnfinished(run) || (options.force === true && run.standsStill))
            .map(run => run.id)
        : [id];
    if (id !== undefined) {
      const { sites, hosts } = journal.run(id);
      tellOpenRuns(context, { state, sites, hosts, except: id });
    }
    const living = journal.runs().find(run => run.alive);
    if (ids.length === 0 && living !== undefined) throw busy(living);
    const failures: unknown[] = [];
    // One that cannot be settled does not keep the others open.
    for (const run of ids) {
      await resumeOne(context, journal, run, options).catch((error: unknown) => failures.push(error));
    }
    if (id === undefined || journal.loss() !== undefined) {
      const { unknown, silent } = await lookForUnknown(context, config, journal);
      failures.push(...unknown);
      if (ids.length === 0 && unknown.length === 0) {
        for (const text of nothingToResume(journal, silent)) context.emit({ message_type: 'note', text });
      }
    }
    if (failures.length > 0) throw worst(failures);
  } finally {
    noteInLedger(context, journal, state);
    journal.close();
  }
}

async function resumeOne(
  context: Context,
  journal: Journal,
  id: string,
  { rollBack = false, force = false }: Options,
): Promise<void> {
  const { emit, signal } = context;
  const { alive, process, standsStill, started } = journal.run(id);
  if (force && alive) {
    const how = standsStill ? 'hangs' : 'is alive';
    emit({
      message_type: 'warning',
      text: `Taking run ${id}, begun ${formatTime(started)}, from process ${process}, which ${how}.`,
    });
  }
  let isBusy = false;
  try {
    const { how } = await resume(id, { journal, emit, signal, rollBack, force, ...promptOf(context) });
    emit({ message_type: 'resumed', run_id: id, how });
  } catch (error) {
    isBusy = isResiteError(error, 'PROCEDURE_BUSY') && !isJournalFailure(error);
    throw error;
  } finally {
    emit({ message_type: 'report', report: isBusy ? reportOf(journal, id) : lastReport(journal, id) });
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

function nothingToResume(journal: Journal, silent: readonly string[]): string[] {
  const restores = journal.runs().filter(({ kind, status }) => kind === 'restore' && status !== 'done');
  const early = restores.filter(run => reportOf(journal, run.id).resumable);
  const offers = early.map(({ id }) => `A restore that ended early is carried on with: resite resume ${id}`);
  const found =
    silent.length === 0
      ? 'Nothing was cut off: every service is in its recorded state.'
      : `Nothing was cut off, as far as the journal knows. What these remember is not known: ${silent.join(', ')}.`;
  return [found, ...offers];
}

/** Services that are down come before everything else. */
const worst = (failures: readonly unknown[]) =>
  failures.find(error => isResiteError(error, 'SERVICES_NOT_RESTORED', 'STOPPED_BY_UNKNOWN_RUN')) ?? failures[0];
