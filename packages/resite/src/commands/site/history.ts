import { Journal, predict, withLedger } from '@resite/procedure';
import type { Command } from 'commander';
import { siteSettings } from '../../config/config.ts';
import { loadConfig } from '../../config/load.ts';
import type { Context } from '../../context.ts';
import { addExamples, type Perform, parsePositive, setHandler } from '../define.ts';

export function addHistory(parent: Command, perform: Perform): void {
  const history = parent
    .command('history')
    .description(
      'Show what the runs of a site have cost: downtime as predicted and as it was, what was read, RPO, RTO.',
    )
    .argument('<site>', 'site code')
    .option('--last <count>', 'only so many runs, the latest ones', parsePositive);
  addExamples(
    history,
    ['resite history S01', 'all runs of the site, as a table and drawn'],
    ['resite history S01 --last 30 --json', 'the same for programs'],
  );
  setHandler(history, perform, showHistory);
}

async function showHistory(context: Context, typed: string, { last }: { last?: number }): Promise<void> {
  const site = typed.toUpperCase();
  const config = await loadConfig(context.options.config);
  const journal = new Journal(config.state);
  try {
    const entries = withLedger(config.state, journal, ledger => ledger.entries(site));
    if (entries.length === 0) siteSettings(config, site); // one that was taken out of resite.yaml may still have some
    const hosts = [...new Set(entries.flatMap(({ downtime }) => downtime.map(({ host }) => host)))];
    const sites = entries.findLast(({ kind }) => kind === 'backup')?.sites ?? [site];
    context.emit({
      message_type: 'history',
      site,
      runs: last === undefined ? entries : entries.slice(-last),
      expected: hosts.flatMap(host => predict(entries, sites, host) ?? []),
    });
  } finally {
    journal.close();
  }
}
