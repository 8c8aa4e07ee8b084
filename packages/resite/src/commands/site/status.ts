import { Journal, pastRehearsals, reportOf } from '@resite/procedure';
import type { Command } from 'commander';
import { loadConfig } from '../../config/load.ts';
import type { Context } from '../../context.ts';
import { addExamples, type Perform, setHandler } from '../define.ts';

export function addStatus(parent: Command, perform: Perform): void {
  const status = parent
    .command('status')
    .description('Say what was done and what is left: the runs in the journal, or one of them step by step.')
    .argument('[run]', 'a run, as the list names it');
  addExamples(
    status,
    ['resite status', 'all runs, the latest one last'],
    ['resite status 20261122-020000-S01-backup', 'one of them'],
  );
  setHandler(status, perform, showStatus);
}

async function showStatus(context: Context, id: string | undefined): Promise<void> {
  const journal = new Journal((await loadConfig(context.options.config)).state);
  try {
    if (id === undefined) {
      const runs = journal.runs().map(run => reportOf(journal, run.id));
      const rehearsals = Map.groupBy(pastRehearsals(journal), ({ site }) => site);
      context.emit({ message_type: 'runs', runs, rehearsals: [...rehearsals.values()].map(past => past.at(-1)!) });
    } else context.emit({ message_type: 'report', report: reportOf(journal, id), step_by_step: true });
  } finally {
    journal.close();
  }
}
