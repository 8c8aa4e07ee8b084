import { defined, ResiteError, shortId } from '@resite/errors';
import { connectHost } from '@resite/procedure/connect';
import { type Drift, detectDrift } from '@resite/procedure/drift';
import { findSiteSnapshot, readSiteManifest } from '@resite/procedure/snapshot';
import type { Context } from '../../context.ts';
import { withRepository } from '../../repository-access.ts';
import { siteSetting } from './site-setting.ts';
import { snapshotChoice } from './snapshot-choice.ts';

export async function driftOfSite(
  context: Context,
  code: string,
  { snapshot: wanted }: { snapshot: string },
): Promise<void> {
  const { siteCode, host: name, hosts, repository: settings, config, profiles } = await siteSetting(context, code);
  const host = connectHost(name, hosts[name]!);
  try {
    const drift = await withRepository(context, async repository => {
      const snapshot = await findSiteSnapshot(repository, {
        siteCode,
        wanted,
        location: settings.location,
        ...snapshotChoice(context, config.state),
      });
      const manifest = await readSiteManifest(repository, snapshot, { siteCode, profiles });
      return detectDrift(defined({ host, repository, snapshot, manifest, profiles }));
    });
    context.emit({ message_type: 'drift', drift });
    const count = drift.items.filter(({ expected }) => !expected).length;
    if (count > 0) throw driftFound(drift, count);
  } finally {
    await host.close();
  }
}

function driftFound({ site, snapshot }: Drift, count: number): ResiteError {
  return new ResiteError('DRIFT_FOUND', `${site} differs from snapshot ${shortId(snapshot)} in ${count} points`, {
    hint: `If the changes are meant, make a new snapshot: resite backup ${site}`,
  });
}
