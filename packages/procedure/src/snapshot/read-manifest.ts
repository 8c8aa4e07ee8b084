import { ResiteError } from '@resite/errors';
import type { SiteDescription } from '@resite/site';
import { captureRoots } from '@resite/site/discovery/capture-roots';
import { isWithin } from '@resite/site/discovery/paths';
import { type PlaceFault, placeFaults } from '@resite/site/places';
import { findProfile, profiles } from '@resite/site/profiles/profiles';
import type { z } from 'zod';
import type { Manifest } from '../manifest.ts';
import { manifestSchema, siteSchema } from './manifest-schema.ts';

/** Bytes of a manifest at most; that of a large site has some hundred thousand. */
export const largestManifest = 16 * 2 ** 20;

/**
 * Reads `manifest.json` as what it is: input from outside. `MANIFEST_INVALID` names the place inside of it, and never
 * repeats what stands there. Whoever gets a manifest can rely on it: its profile is known, and each path in it is one that
 * this profile allows.
 */
export function parseManifest(text: string, snapshot: string): Manifest {
  const refuse = (at: string, fault: string) => invalid(snapshot, at, fault);
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
  const profile = profiles.find(({ name }) => name === manifest.profile);
  if (profile === undefined) throw refuse('profile', 'no profile has this name');
  if (profile.siteType !== 'secondary') throw refuse('profile', 'only secondary sites are restored');
  if (site.profile !== manifest.profile) throw refuse('site.profile', 'it is not that of the manifest');
  if (site.siteType !== profile.siteType) throw refuse('site.siteType', `a ${profile.name} is ${profile.siteType}`);
  if (manifest.registryKey !== profile.registryKey) throw refuse('registryKey', `it is not ${profile.registryKey}`);
  const [fault] = placeFaults(site, profile);
  if (fault !== undefined) throw refuse(`site.${fault.at}`, fault.fault);
  const implied = captureRoots(site);
  const stray = manifest.roots.findIndex(root => !implied.some(known => samePlace(known, root)));
  if (stray >= 0) throw refuse(`roots[${stray}]`, 'the site that is described has no such place');
  return manifest;
}

/** Why a snapshot of this site would be refused by {@link parseManifest}; undefined when it would not. */
export function faultOfSite(site: SiteDescription): PlaceFault | undefined {
  const read = siteSchema.safeParse(site);
  return read.success ? placeFaults(site, findProfile(site.profile))[0] : faultOfShape(read.error);
}

/** The first fault is enough, and its words repeat nothing of what was read. */
function faultOfShape({ issues }: z.ZodError): PlaceFault {
  const [issue] = issues;
  return { at: pathText(issue?.path ?? []), fault: issue?.message ?? 'it is not valid' };
}

const samePlace = (a: string, b: string) => isWithin(a, b) && isWithin(b, a);

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

const place = (snapshot: string) => `the manifest of snapshot ${snapshot.slice(0, 8)}`;

export function invalid(snapshot: string, at: string, fault: string): ResiteError {
  return new ResiteError('MANIFEST_INVALID', `${place(snapshot)} cannot be used: ${at}: ${fault}`, {
    hint:
      'No backup by Resite makes such a snapshot: somebody may have changed it. Nothing was changed. ' +
      'Find out who can write to the repository, and choose another snapshot: "resite snapshots" lists them.',
  });
}
