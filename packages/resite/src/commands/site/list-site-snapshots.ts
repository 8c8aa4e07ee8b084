import { existsSync } from 'node:fs';
import { defined, isResiteError } from '@resite/errors';
import type { Provenance, TrustedKey } from '@resite/procedure';
import { type PastRehearsal, pastRehearsals } from '@resite/procedure/history';
import { Journal } from '@resite/procedure/journal';
import { findSigningKey } from '@resite/procedure/keys';
import { isPartial, judgeProvenance } from '@resite/procedure/snapshot';
import { upcase } from '@resite/registry/names';
import type { Repository, Snapshot } from '@resite/repository';
import { siteSettings } from '../../config/config.ts';
import type { Context } from '../../context.ts';
import { configIfAny, withRepository } from '../../repository-access.ts';
import { trustedKeys } from '../keys/own-key.ts';
import { snapshotInfo } from '../repo/list-snapshots.ts';
import { tellOpenRuns } from './open-runs.ts';
import { readBacksIn } from './snapshot-choice.ts';

export async function listSiteSnapshots(context: Context, typed: string | undefined): Promise<void> {
  const code = typed && upcase(typed);
  const config = await configIfAny(context.options);
  if (config !== undefined) {
    const sites = code === undefined ? Object.keys(config.sites) : [code];
    tellOpenRuns(context, { state: config.state, sites, hosts: [] });
  }
  const keys = config === undefined ? [] : trustedKeys(config, await findSigningKey(config.state));
  const wanted = code === undefined ? 'resite' : `site:${code}`;
  const chosen = await withRepository(context, async repository => {
    const all = await repository.snapshots();
    const ofSite = all.filter(({ tags }) => tags?.includes(wanted));
    const judged: (Snapshot & { provenance?: Provenance })[] = [];
    for (const snapshot of ofSite) judged.push({ ...snapshot, ...(await lookAt(repository, snapshot, keys)) });
    return judged;
  });
  const past = config === undefined ? [] : rehearsalsIn(config.state);
  const read = config === undefined ? undefined : readBacksIn(config.state);
  const snapshots = chosen.map(snapshot => ({
    ...snapshotInfo(snapshot),
    ...defined({
      partial: isPartial(snapshot) ? (true as const) : undefined,
      read_back: read === undefined ? undefined : readBackOf(read.get(snapshot.id)),
      provenance: snapshot.provenance,
      rehearsed:
        config === undefined ? undefined : (past.findLast(rehearsal => rehearsal.snapshot === snapshot.id) ?? null),
    }),
  }));
  // A site that was taken out of resite.yaml may still have some.
  if (code !== undefined && snapshots.length === 0 && config !== undefined) siteSettings(config, code);
  context.emit({ message_type: 'snapshots', snapshots });
}

const readBackOf = (when: Date | false | undefined) =>
  when === undefined ? null : when === false ? when : when.toISOString();
/** A list shows what it can of a repository that is damaged: only `check` and a restore need every answer. */
async function lookAt(
  repository: Repository,
  snapshot: Snapshot,
  keys: readonly TrustedKey[],
): Promise<{ provenance?: Provenance }> {
  try {
    return { provenance: await judgeProvenance(repository, snapshot, { keys, quick: true }) };
  } catch (error) {
    if (isResiteError(error, 'REPOSITORY_DAMAGED', 'FILE_MISSING')) return {};
    throw error;
  }
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
