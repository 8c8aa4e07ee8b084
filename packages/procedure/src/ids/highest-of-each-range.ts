import { type IdSighting, idOf } from '@resite/site/ids/sighting';

/** All that a decision needs of a long list: of each range the highest ID that is used and each UID file. */
export function highestOfEachRange(sightings: readonly IdSighting[]): IdSighting[] {
  const highest = new Map<string, IdSighting>();
  for (const sighting of sightings) {
    const key = `${sighting.role} ${idOf(sighting).slice(0, 5)}`;
    const best = highest.get(key);
    if (best === undefined || sighting.uid.counter > best.uid.counter) highest.set(key, sighting);
  }
  return [...highest.values()];
}
