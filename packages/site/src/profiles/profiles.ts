import { ResiteError } from '@resite/errors';
import { upcase } from '@resite/registry/names';
import type { Profile } from './profile.ts';
import { sms1xPrimary } from './sms-1x-primary.ts';
import { sms1xSecondary } from './sms-1x-secondary.ts';

/** Every profile there is. A new one is one more file like `sms-1x-secondary.ts` and one more line here. */
export const profiles: readonly Profile[] = [sms1xSecondary, sms1xPrimary];

/** The profile of this name; `CONFIG_INVALID` when there is none. */
export function findProfile(name: string): Profile {
  const profile = profiles.find(({ name: known }) => known === name);
  if (profile !== undefined) return profile;
  throw new ResiteError('CONFIG_INVALID', `There is no profile \`${name}\`.`, {
    hint: `Profiles: ${profiles.map(({ name: known }) => known).join(', ')}.`,
  });
}

/** Full path of the program of the bootstrap service, for the given SMS root and platform (X86, ALPHA, MIPS). */
export function bootstrapProgram(profile: Profile, smsRoot: string, platform: string): string {
  return `${smsRoot}\\${profile.bootstrap.program.replace('<platform>', platform)}`;
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
