import { predict, withLedger } from '@resite/procedure/history';
import { Journal } from '@resite/procedure/journal';
import { upcase } from '@resite/registry/names';
import { siteSettings } from '../../config/config.ts';
import { loadConfig } from '../../config/load.ts';
import type { Context } from '../../context.ts';
import { tellOpenRuns } from './open-runs.ts';

export async function showHistory(context: Context, typed: string, { last }: { last?: number }): Promise<void> {
  const site = upcase(typed);
  const config = await loadConfig(context.options.config);
  tellOpenRuns(context, { state: config.state, sites: [site], hosts: [] });
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
