import { formatBytes, ResiteError, shortId } from '@resite/errors';
import { sameName } from '@resite/registry/names';
import type { Profile, SiteDescription } from '@resite/site';
import { captureRoots } from '@resite/site/discovery/capture-roots';
import { isWithin } from '@resite/site/paths';
import { type PlaceFault, placeFaults } from '@resite/site/places';
import { allProfiles, isServiceOf, isShareOf } from '@resite/site/profiles/profiles';
import type { z } from 'zod';
import type { ProcedureRemedy } from '../remedy/remedy.ts';
import { isTooDeep } from './json-depth.ts';
import type { Manifest } from './manifest.ts';
import { manifestSchema, siteSchema } from './manifest-schema.ts';

/** Bytes of a manifest at most; that of a large site has some hundred thousand. */
export const largestManifest = 16 * 2 ** 20;

/** Levels of a manifest at most; it needs seven. */
const deepest = 32;

/**
 * Reads `manifest.json` as what it is: input from outside. `MANIFEST_INVALID` names the place inside of it, and never
 * repeats what stands there; `profiles` are those beside the ones that come with Resite. Whoever gets a manifest can rely on it: its profile is known, and each path in it is one that
 * this profile allows.
 */
export function parseManifest(text: string, snapshot: string, profiles: readonly Profile[] = []): Manifest {
  const refuse = (at: string, fault: string) => invalid(snapshot, at, fault);
  if (text.length > largestManifest) throw refuse('manifest.json', `it has more than ${formatBytes(largestManifest)}`);
  if (isTooDeep(text, deepest)) throw refuse('manifest.json', `it is nested deeper than ${deepest} levels`);
  const json = parseJson(text);
  if (json === undefined) throw refuse('manifest.json', 'it is no JSON');
  if (isLater(json)) {
    throw new ResiteError('MANIFEST_INVALID', `${place(snapshot)}: schema: it is of a later version of Resite`, {
      hint: 'Use the version of Resite that made it, or a later one.',
    });
  }
  const read = manifestSchema.safeParse(json);
  if (!read.success) {
    const { at, fault } = faultOfShape(read.error);
    throw refuse(at, fault);
  }
  const manifest: Manifest = read.data;
  const { site } = manifest;
  const profile = allProfiles(profiles).find(({ name }) => name === manifest.profile);
  if (profile === undefined) throw refuse('profile', 'no profile has this name');
  if (profile.siteType !== 'secondary') throw refuse('profile', 'only secondary sites are restored');
  if (site.profile !== manifest.profile) throw refuse('site.profile', 'it is not that of the manifest');
  if (site.siteType !== profile.siteType) throw refuse('site.siteType', `a ${profile.name} is ${profile.siteType}`);
  if (manifest.registryKey !== profile.registryKey) throw refuse('registryKey', `it is not ${profile.registryKey}`);
  const [fault] = placeFaults(site, profile);
  if (fault !== undefined) throw refuse(`site.${fault.at}`, fault.fault);
  const stranger =
    serviceFaults(manifest, profile)[0] ?? shareFaults(manifest, profile)[0] ?? permissionFaults(manifest)[0];
  if (stranger !== undefined) throw refuse(stranger.at, stranger.fault);
  const wrong = rootFault(manifest, profile);
  if (wrong !== undefined) throw refuse(wrong.at, wrong.fault);
  return manifest;
}

/** Why a snapshot of this site would be refused by {@link parseManifest}; undefined when it would not. */
export function faultOfSite(site: SiteDescription, profile: Profile): PlaceFault | undefined {
  const read = siteSchema.safeParse(site);
  return read.success ? placeFaults(site, profile)[0] : faultOfShape(read.error);
}

/** A root is exactly one of the places that the description names: so a step that restores it has the title of that place. */
function rootFault({ roots, site }: Manifest, { words }: Profile): PlaceFault | undefined {
  const implied = captureRoots(site);
  for (const [index, root] of roots.entries()) {
    const at = `roots[${index}]`;
    if (!implied.some(known => sameName(known, root)))
      return { at, fault: 'the site that is described has no such place' };
    if (roots.findIndex(earlier => sameName(earlier, root)) < index) return { at, fault: 'it is named before' };
  }
  if (roots.some(root => !site.drives.some(drive => sameName(drive, root.slice(0, 1)))))
    return { at: 'site.drives', fault: 'a drive of the roots is not among them' };
  if (roots.some(root => isWithin(site.smsRoot, root))) return undefined;
  return { at: 'roots', fault: `the ${words.root} is not among them` };
}

/** Services are those of the profile: by their names, or by a program that lies in the root directory, as discovery finds them. */
function serviceFaults({ site, services }: Manifest, profile: Profile): PlaceFault[] {
  const isOfKind = (name: string) => isServiceOf(profile, name);
  const ofSite = (name: string) => isOfKind(name) || site.services.some(service => sameName(service.name, name));
  const judge = (at: string, good: boolean) =>
    good ? [] : [{ at, fault: `it is no service of ${profile.words.system}` }];
  return [
    ...site.services.flatMap(({ name, imagePath }, index) =>
      judge(`site.services[${index}].name`, isOfKind(name) || isWithin(imagePath.replaceAll('"', ''), site.smsRoot)),
    ),
    ...site.expectedServices.flatMap(({ name }, index) => judge(`site.expectedServices[${index}].name`, ofSite(name))),
    ...services.flatMap(({ name }, index) => judge(`services[${index}].name`, ofSite(name))),
  ];
}

/** Of the site itself, the places tell. */
function shareFaults({ logonServers = [] }: Manifest, profile: Profile): PlaceFault[] {
  return logonServers.flatMap(({ found }, server) =>
    (found?.shares ?? []).flatMap(({ name }, index) => {
      const fault = `must be the name of a share of ${profile.words.system}`;
      return isShareOf(profile, name) ? [] : [{ at: `logonServers[${server}].found.shares[${index}].name`, fault }];
    }),
  );
}

/** They are of what is restored. */
function permissionFaults({ roots, permissions = [] }: Manifest): PlaceFault[] {
  return permissions.flatMap(({ root, points }, index) => [
    ...(roots.includes(root) ? [] : [{ at: `permissions[${index}].root`, fault: 'it is none of the roots' }]),
    ...points.flatMap(({ path }, point) =>
      isWithin(path, root)
        ? []
        : [{ at: `permissions[${index}].points[${point}].path`, fault: 'it is not within its root' }],
    ),
  ]);
}

/** The first fault is enough, and its words repeat nothing of what was read. */
function faultOfShape({ issues }: z.ZodError): PlaceFault {
  const [issue] = issues;
  return { at: pathText(issue?.path ?? []), fault: issue?.message ?? 'it is not valid' };
}

const isLater = (json: unknown) =>
  json !== null && typeof json === 'object' && 'schema' in json && typeof json.schema === 'number' && json.schema > 1;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined;
    throw error;
  }
}

/** `['site', 'shares', 3, 'path']` → `site.shares[3].path` */
function pathText(path: readonly PropertyKey[]): string {
  const text = path.map(part => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return text.replace(/^\./, '') || 'manifest.json';
}

const place = (snapshot: string) => `the manifest of snapshot ${shortId(snapshot)}`;

export function invalid(snapshot: string, at: string, fault: string): ResiteError {
  return new ResiteError('MANIFEST_INVALID', `${place(snapshot)} cannot be used: ${at}: ${fault}`, {
    remedy: {
      kind: 'find-writer',
      why: 'No backup by Resite makes such a snapshot: somebody may have changed it. Nothing was changed.',
    } satisfies ProcedureRemedy,
  });
}
