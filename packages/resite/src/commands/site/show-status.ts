import { pastRehearsals, reportOf } from '@resite/procedure/history';
import { Journal } from '@resite/procedure/journal';
import { loadConfig } from '../../config/load.ts';
import type { Context } from '../../context.ts';
import { lookForUnknown } from './look-for-unknown.ts';

export async function showStatus(context: Context, id: string | undefined): Promise<void> {
  const config = await loadConfig(context.options.config);
  const journal = new Journal(config.state);
  try {
    if (id === undefined) {
      const runs = journal.runs().map(run => reportOf(journal, run.id));
      const rehearsals = Map.groupBy(pastRehearsals(journal), ({ site }) => site);
      context.emit({ message_type: 'runs', runs, rehearsals: [...rehearsals.values()].map(past => past.at(-1)!) });
      const [unknown] = (await lookForUnknown(context, config, journal)).unknown;
      if (unknown !== undefined) throw unknown;
      const left = journal.leftDown();
      if (left !== undefined) throw left;
    } else context.emit({ message_type: 'report', report: reportOf(journal, id), step_by_step: true });
  } finally {
    journal.close();
  }
}
