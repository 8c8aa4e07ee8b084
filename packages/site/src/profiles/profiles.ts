import { ResiteError } from '@resite/errors';
import { sameName, upcase } from '@resite/registry/names';
import { isBuild } from './build.ts';
import type { Bootstrap, Profile, Setup } from './profile.ts';
import { profiles } from './table.ts';

/** Those that come with Resite, and `own`. */
export const allProfiles = (own: readonly Profile[] = []): readonly Profile[] => [...profiles, ...own];

/** The profile of this name, of those that come with Resite or of `own`; `CONFIG_INVALID` when there is none. */
export function findProfile(name: string, own: readonly Profile[] = []): Profile {
  const known = allProfiles(own);
  const profile = known.find(candidate => candidate.name === name);
  if (profile !== undefined) return profile;
  throw new ResiteError('CONFIG_INVALID', `There is no profile ${name}.`, {
    hint: `Profiles: ${known.map(candidate => candidate.name).join(', ')}.`,
  });
}

/** Full path of the program of the bootstrap service, for the given root directory and platform (X86, ALPHA, MIPS, …). */
export function bootstrapProgram({ program }: Bootstrap, root: string, platform: string): string {
  return `${root}\\${program.replace('<platform>', () => platform)}`;
}

/** The program that sets up the site server as a client, below the root directory. `version` is the build, if the site has one. */
export function setupProgram({ program, before }: Setup, version: string): string {
  return before !== undefined && isBuild(version) && Number(version) < before.build ? before.program : program;
}

/** True when there is a program for each platform, in a folder of its own. */
export const dependsOnPlatform = ({ program }: Bootstrap): boolean => program.includes('<platform>');

/** True for a service that the profile names, or that its pattern of names covers. */
export function isServiceOf({ names, services, transientServices }: Profile, name: string): boolean {
  const named = [...services, ...transientServices].some(service => sameName(service.name, name));
  return named || (names !== undefined && matchesName(names, name));
}

/** True for a share that the profile names, or that its pattern of names covers. */
export function isShareOf({ names, shares }: Profile, name: string): boolean {
  return [names, ...shares.map(share => share.name)].some(
    pattern => pattern !== undefined && matchesName(pattern, name),
  );
}

/** True for a share that nothing makes again by itself: any of the site but those that the profile knows the maker of. */
export function isRestoredShare({ shares }: Profile, name: string): boolean {
  return !shares.some(share => share.madeBy !== undefined && matchesName(share.name, name));
}

/** True for those that Windows makes by itself at each start: `C$`, `ADMIN$`. They belong to no site. */
export function isAdministrativeShare(name: string): boolean {
  return /^([A-Z]|ADMIN|IPC|PRINT|FAX)\$$/i.test(name);
}

/** The profile of the site above. */
export function parentProfile({ parent }: Profile, own: readonly Profile[] = []): Profile {
  return findProfile(parent, own);
}

/** True for the services of a site that run as somebody: then a restore needs an account. */
export function needsAccount({ bootstrap }: Profile, services: readonly { readonly account: string }[]): boolean {
  return bootstrap !== undefined || services.some(({ account }) => account.includes('\\'));
}

/** True for a file that a capture must read again even if its size and time look unchanged. */
export function isAlwaysReread(profile: Profile, path: string): boolean {
  const name = path.slice(path.lastIndexOf('\\') + 1);
  return profile.alwaysReread.some(pattern => matchesName(pattern, name));
}

/** Matches as DOS does: `*` any characters, `?` one, and case makes no difference. */
export function matchesName(pattern: string, name: string): boolean {
  const known = expressions.get(pattern) ?? expressionOf(pattern);
  expressions.set(pattern, known);
  return known.test(upcase(name));
}

/** By pattern: each is asked for every file of a site. */
const expressions = new Map<string, RegExp>();

function expressionOf(pattern: string): RegExp {
  const source = upcase(pattern)
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's');
}
