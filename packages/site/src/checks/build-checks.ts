import type { Host } from '@resite/host';
import type { SiteDescription } from '../description.ts';
import { isBuild } from '../profiles/build.ts';
import { readServicePack } from '../service-pack.ts';
import { type Check, conclude } from './check.ts';

interface Builds {
  /** Of the site, as it is described. */
  readonly build: string;
  /** What the SMS key of the server that is looked at has as `Setup\Version`. */
  readonly found?: string;
}

/** A parent upgrades the sites below it by itself, even when it was told not to (Q162727). */
export function parentBuild({ build, found }: Builds, parent: string): Check[] {
  if (!isBuild(found) || !isBuild(build)) return [];
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

/** Silent where the snapshot or the server does not tell (Q171038). */
export async function servicePackCheck(target: Host, { clientTree, servicePack }: SiteDescription): Promise<Check[]> {
  if (clientTree === undefined || servicePack === undefined) return [];
  const found = await readServicePack(target, clientTree);
  if (found === undefined) return [];
  const say = (pack: string) => `service pack ${pack}`;
  return [
    conclude({ id: 'site-service-pack', good: found === servicePack, found: say(found), wanted: say(servicePack) }),
  ];
}

export function siteBuild({ build, found }: Builds): Check[] {
  if (!isBuild(found) || !isBuild(build)) return [];
  return [conclude({ id: 'site-build', good: found === build, found: `build ${found}`, wanted: `build ${build}` })];
}
