import type { SiteDescription } from './description.ts';
import { describedPlaces } from './discovery/described-places.ts';
import type { Profile } from './profiles/profile.ts';

/** A part of a site that a backup of it does not hold, in words. */
export interface LeftOut {
  /** A path, or what the article calls it: `SMS.INI`. */
  readonly what: string;
  readonly why: string;
  /** Where the article asks for it: `Q138347 Backup 4d`. */
  readonly source: string;
}

/** What a backup of this site leaves out of what the profile asks for. Nothing: the backup is whole. */
export function leftOutOf(site: SiteDescription, { places }: Profile): LeftOut[] {
  const described = describedPlaces(site);
  const missed = places.flatMap(({ id, called, missed: words }) =>
    words === undefined || described.some(place => place.id === id) ? [] : [{ what: called ?? id, ...words }],
  );
  return [...missed, ...(site.unsaved ?? [])];
}

/** Of the parts that no backup can hold, those that the article asks for at `source`: `D:\\MS: it looks like …`. Empty when there are none. */
export function unsavedText({ unsaved = [] }: SiteDescription, source: string): string {
  return unsaved
    .filter(part => part.source === source)
    .map(({ what, why }) => `${what}: ${why}`)
    .join('; ');
}

/** `SMS.INI (Q138347 Backup 4d): it is in the root of no local drive` */
export const leftOutText = ({ what, why, source }: LeftOut): string => `${what} (${source}): ${why}`;
