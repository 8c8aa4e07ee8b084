import { ResiteError } from '@resite/errors';
import { connectHost, type Drift, detectDrift, findSiteSnapshot, readManifest } from '@resite/procedure';
import type { Command } from 'commander';
import type { Context } from '../../context.ts';
import { withRepository } from '../../repository-access.ts';
import { addExamples, type Perform, setHandler } from '../define.ts';
import { siteSetting } from './site-setting.ts';

export function addDrift(parent: Command, perform: Perform): void {
  const drift = parent
    .command('drift')
    .description('Compare the site as it is with its last snapshot. Reads only, and touches no service.')
    .argument('<site>', 'site code')
    .option('--snapshot <id>', 'which snapshot', 'latest');
  addExamples(
    drift,
    ['resite drift S01', 'has anybody changed the site since its last backup?'],
    ['resite drift S01 --snapshot 1a2b3c4d', 'against an older one'],
  );
  setHandler(drift, perform, driftOfSite);
}

async function driftOfSite(context: Context, code: string, { snapshot: wanted }: { snapshot: string }): Promise<void> {
  const { siteCode, host: name, hosts, repository: settings } = await siteSetting(context, code);
  const host = connectHost(name, hosts[name]!);
  try {
    const drift = await withRepository(context, async repository => {
      const snapshot = await findSiteSnapshot(repository, { siteCode, wanted, location: settings.location });
      const manifest = await readManifest(repository, snapshot.tree, snapshot.id);
      return detectDrift({ host, repository, snapshot, manifest });
    });
    context.emit({ message_type: 'drift', drift });
    const count = drift.items.filter(({ expected }) => !expected).length;
    if (count > 0) throw driftFound(drift, count);
  } finally {
    await host.close();
  }
}

function driftFound({ site, snapshot }: Drift, count: number): ResiteError {
  return new ResiteError('DRIFT_FOUND', `${site} differs from snapshot ${snapshot.slice(0, 8)} in ${count} points`, {
    hint: `If the changes are meant, make a new snapshot: resite backup ${site}`,
  });
}
