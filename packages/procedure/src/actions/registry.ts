import { plural, ResiteError } from '@resite/errors';
import { diffKeys, type RegistryDifference } from '@resite/registry/differences';
import { parseHive } from '@resite/registry/hive';
import type { Profile, SiteDescription } from '@resite/site';
import { discoverSite } from '@resite/site/discovery/discover-site';
import { findProfile } from '@resite/site/profiles/profiles';
import { settled } from '../access/service-state.ts';
import { folderSource } from '../capture/tree-source.ts';
import type { Execution } from '../execution/execution.ts';
import type { RecordedService } from '../journal/records.ts';
import { isAmong } from '../plan/dependents.ts';
import { serviceKeyFiles, siteHive, siteKeyFiles } from '../snapshot/registry-files.ts';
import { readSnapshotFile } from '../snapshot/snapshot-files.ts';
import type { ActionHandler } from './action-handler.ts';

/** Describes the site as it is when stopped: what hands out IDs moves while it runs. */
export const describeSite: ActionHandler<'describe-site'> = async (action, execution) => {
  const { profile: name, profiles } = execution.run.procedure;
  const profile = findProfile(action.profile ?? name, profiles);
  const site = await discoverSite(execution.host(action.host), [profile]);
  return {
    detail:
      profile.ids === undefined
        ? `${plural(site.services.length, 'service')}, ${plural(site.shares.length, 'share')}`
        : `next SMS ID range ${site.nextUniqueId ?? 'not recorded'}, UID files ${site.uids.join(', ') || 'none'}`,
    site: withExpected(site, execution.recorded(action.host), profile),
  };
};

/**
 * Saves the key of the site as REGEDT32's Save Key does (Q138347 Backup 1), and as text; and each service's key (Q152466 step 13).
 * The result is a tree in the repository with one folder `registry`.
 */
export const saveRegistry: ActionHandler<'save-registry'> = async (action, execution) => {
  const { registry } = execution.host(action.host);
  const key = await registry.read(action.key);
  if (key === undefined) {
    throw new ResiteError('REGISTRY_KEY_MISSING', `there is no key ${action.key} on ${action.host}`, {
      hint: 'Without it the site cannot be restored. Is this the site server?',
    });
  }
  const written = siteKeyFiles(action.key, key, action);
  let services = 0;
  for (const path of action.serviceKeys) {
    const service = await registry.read(path);
    if (service === undefined) continue;
    services++;
    written.push(...serviceKeyFiles(path, service, action));
  }
  const contents = Object.fromEntries(written.map(({ file, content }) => [file.replace('registry/', ''), content]));
  const { tree } = await (await execution.repository()).archive(folderSource('registry', contents));
  return {
    detail: `${action.key} and ${services === 1 ? 'the key' : 'the keys'} of ${plural(services, 'service')}`,
    tree,
    files: written.map(({ content: _, ...file }) => file),
  };
};

/** What the site wrote between the two copies of its key: with it, the older copy is not as old as the files. */
export const compareRegistry: ActionHandler<'compare-registry'> = async (action, execution) => {
  const [before, after] = await Promise.all(
    [action.before, action.after].map(step => savedHive(execution, action.key, step)),
  );
  const isSame = before!.equals(after!); // most often, and hives are large
  const differences = isSame ? [] : diffKeys(parseHive(before!).root, parseHive(after!).root).map(differenceName);
  const [first] = differences;
  const more = differences.length > 1 ? ` and ${differences.length - 1} more` : '';
  return {
    detail: first === undefined ? 'both copies are equal' : `${first}${more} changed in between`,
    differences,
  };
};

async function savedHive(execution: Execution, key: string, step: string) {
  const { tree } = execution.outcome('save-registry', step);
  return readSnapshotFile(await execution.repository(), tree, `/${siteHive(key)}`, tree);
}

function differenceName(difference: RegistryDifference): string {
  if ('value' in difference) return `${difference.path}: ${difference.value.name}`;
  return difference.kind === 'value-changed' ? `${difference.path}: ${difference.after.name}` : difference.path;
}

/** Of a site whose files do not say which services belong to it: those that ran before the stop, if any did. */
function withExpected(
  site: SiteDescription,
  services: readonly RecordedService[],
  { siteControl }: Profile,
): SiteDescription {
  const ofSite = services.filter(service =>
    isAmong(
      site.services.map(({ name }) => name),
      service,
    ),
  );
  const ran = ofSite.filter(({ state }) => settled(state) === 'running');
  if (siteControl !== undefined || ran.length === 0) return site;
  return { ...site, expectedServices: ran.map(({ name }) => ({ name, file: '', autostart: false })) };
}
