import { existsSync } from 'node:fs';
import { Journal } from '@resite/procedure/journal';
import { type PastRehearsal, pastRehearsals } from '@resite/procedure/rehearsals';
import { siteSettings } from '../../config/config.ts';
import type { Context } from '../../context.ts';
import { configIfAny, withRepository } from '../../repository-access.ts';
import { snapshotInfo } from '../repo/list-snapshots.ts';
import { tellOpenRuns } from './open-runs.ts';

export async function listSiteSnapshots(context: Context, typed: string | undefined): Promise<void> {
  const code = typed?.toUpperCase();
  const config = await configIfAny(context.options);
  if (config !== undefined) {
    const sites = code === undefined ? Object.keys(config.sites) : [code];
    tellOpenRuns(context, { state: config.state, sites, hosts: [] });
  }
  const all = await withRepository(context, repository => repository.snapshots());
  const wanted = code === undefined ? 'resite' : `site:${code}`;
  const chosen = all.filter(({ tags }) => tags?.includes(wanted));
  const past = config === undefined ? [] : rehearsalsIn(config.state);
  const snapshots = chosen.map(snapshot => ({
    ...snapshotInfo(snapshot),
    ...(config !== undefined && { rehearsed: past.findLast(rehearsal => rehearsal.snapshot === snapshot.id) ?? null }),
  }));
  // A site that was taken out of resite.yaml may still have some.
  if (code !== undefined && snapshots.length === 0 && config !== undefined) siteSettings(config, code);
  context.emit({ message_type: 'snapshots', snapshots });
}

/** A list makes no journal where there is none. */
function rehearsalsIn(state: string): PastRehearsal[] {
  if (!existsSync(state)) return [];
  const journal = new Journal(state);
  try {
    return pastRehearsals(journal);
  } finally {
    journal.close();
  }
}
