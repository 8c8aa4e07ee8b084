import { isResiteError } from '@resite/errors';
import type { Host, Identity } from '@resite/host';
import { sameName, uniqueNames } from '@resite/registry/names';
import { captureRoots } from '../../discovery/capture-roots.ts';
import { tidyPath } from '../../paths.ts';
import type { Profile } from '../../profiles/profile.ts';
import { isServiceOf, isShareOf } from '../../profiles/profiles.ts';
import { type Check, conclude } from '../check.ts';
import type { CheckId } from '../table/table.ts';
import { hasDrive } from './has-drive.ts';
import type { RestoreSituation } from './situation.ts';

/** A restore goes to a server without SMS: it would mix with what is there, and services could run in the middle. */
export async function emptinessChecks(
  { target, description, snapshot }: RestoreSituation,
  profile: Profile,
  identity: Identity,
): Promise<Check[]> {
  const key = await target.registry.read(profile.registryKey);
  const hasKey = key !== undefined && (key.values.length > 0 || key.subkeys.length > 0);
  const services = (await target.services.list()).filter(({ name }) => isServiceOf(profile, name));
  const isOfSite = (name: string) =>
    isShareOf(profile, name) || description.shares.some(share => sameName(share.name, name));
  const shares = (await target.shares.list()).filter(({ name }) => isOfSite(name));
  // Where a site looks for a file of its own, one on another drive would be in its way.
  const strays = profile.places.filter(
    ({ type, name, several }) => type === 'file' && isPlain(name) && several !== true,
  );
  const rootFiles = identity.drives.flatMap(drive => strays.map(({ name }) => `${drive}:\\${name}`));
  const packageFolders = description.packageFolders.map(tidyPath);
  const written = (snapshot?.roots ?? captureRoots(description)).filter(
    root => !packageFolders.some(folder => sameName(folder, root)),
  );
  const files = await contentOf(target, identity, uniqueNames([...written, ...rootFiles]));
  const packages = await contentOf(target, identity, packageFolders);
  const empty = (id: CheckId, found: readonly string[]) =>
    conclude({ id, good: found.length === 0, found: found.length === 0 ? 'none' : found.join(', ') });
  return [
    empty('target-registry-empty', hasKey ? [profile.registryKey] : []),
    empty(
      'target-services-empty',
      services.map(({ name }) => name),
    ),
    empty(
      'target-shares-empty',
      shares.map(({ name, path }) => `${name} (${path})`),
    ),
    empty('target-files-empty', files),
    empty('target-packages-empty', packages),
  ];
}

/** Those of the paths that are a file or a folder with something in it. */
async function contentOf(target: Host, identity: Identity, paths: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const path of paths) {
    if (!hasDrive(identity, path)) continue;
    const info = await target.files.stat(path);
    if (info?.type === 'file' || (info !== undefined && (await hasContent(target, path)))) found.push(path);
  }
  return found;
}

async function hasContent(target: Host, folder: string): Promise<boolean> {
  try {
    return (await target.files.list(folder)).length > 0;
  } catch (error) {
    if (isResiteError(error, 'FILE_MISSING')) return false;
    throw error;
  }
}

const isPlain = (name: string | undefined) => name !== undefined && !/[*?]/.test(name);
