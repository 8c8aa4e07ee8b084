import { existsSync } from 'node:fs';
import { Journal, type PastRehearsal, pastRehearsals } from '@resite/procedure';
import type { Command } from 'commander';
import { siteSettings } from '../../config/config.ts';
import type { Context } from '../../context.ts';
import { configIfAny, withRepository } from '../../repository-access.ts';
import { addExamples, type Perform, setHandler } from '../define.ts';
import { snapshotInfo } from '../repo/snapshots.ts';

export function addSnapshots(parent: Command, perform: Perform): void {
  const snapshots = parent
    .command('snapshots')
    .description('List the snapshots of sites, oldest first.')
    .argument('[site]', 'site code: only those of this site');
  addExamples(snapshots, ['resite snapshots', 'of all sites'], ['resite snapshots S01', 'of one']);
  setHandler(snapshots, perform, listSiteSnapshots);
}

async function listSiteSnapshots(context: Context, typed: string | undefined): Promise<void> {
  const code = typed?.toUpperCase();
  const all = await withRepository(context, repository => repository.snapshots());
  const wanted = code === undefined ? 'resite' : `site:${code}`;
  const chosen = all.filter(({ tags }) => tags?.includes(wanted));
  const config = await configIfAny(context.options);
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
