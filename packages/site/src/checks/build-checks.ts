import type { RegistryKey } from '@resite/registry';
import { readText } from '../discovery/identification.ts';
import { type Check, conclude } from './check.ts';

interface Builds {
  /** Of the site, as it is described. */
  readonly build: string;
  /** The SMS key of the server that is looked at. */
  readonly key: RegistryKey | undefined;
}

/** A parent upgrades the sites below it by itself, even when it was told not to (Q162727). */
export function parentBuild({ build, key }: Builds, parent: string): Check[] {
  const found = buildIn(key);
  if (found === undefined || !isBuild(build)) return [];
  return [
    conclude({
      id: 'parent-build',
      title: `${parent} is of no later build than the site, which it would upgrade`,
      good: Number(found) <= Number(build),
      found: `build ${found}`,
      wanted: `build ${build}, or an earlier one`,
    }),
  ];
}

export function siteBuild({ build, key }: Builds): Check[] {
  const found = buildIn(key);
  if (found === undefined || !isBuild(build)) return [];
  return [conclude({ id: 'site-build', good: found === build, found: `build ${found}`, wanted: `build ${build}` })];
}

/** `692`, `786` (Q137988). What is no number is not compared. */
function buildIn(key: RegistryKey | undefined): string | undefined {
  const text = key && readText(key, 'Setup', 'Version');
  return text !== undefined && isBuild(text) ? text : undefined;
}

const isBuild = (text: string) => /^[1-9]\d{0,5}$/.test(text);
