import { sameName, upcase } from '@resite/registry/names';
import { fileName } from '../paths.ts';
import { formatUid, parseUid, type Uid } from '../uid.ts';

/** One SMS ID in one place. */
export interface IdSighting {
  readonly uid: Uid;
  /**
   * - `next`: the name of a UID file, so the ID is still free, and its range belongs to the logon server `holder`
   * - `used`: a computer has it
   * - `reserved`: it was chosen as the next one at some time; whether a computer has it by now is not known
   */
  readonly role: 'next' | 'used' | 'reserved';
  /** Computer name in upper case, where the place tells it: who has the ID, or whose UID file it is. */
  readonly holder?: string;
  /** For people: `BRANCH1, C:\SMS\LOGON.SRV\SMSID\S0101009.UID`. */
  readonly where: string;
}

/**
 * What a file name tells: a UID file is named after the next ID of its logon server, PCM instructions (`*.INS`), inventory
 * histories (`*.HMS`) and, in SMS 1.2, configuration requests (`*.CCR`, Q168518) after the client that they are of (Q127052). IDs of any site count: a client keeps its ID when it
 * moves. Undefined for any other file. Paths in either spelling.
 */
export function sightingOfFile(
  path: string,
  { place, server }: { place: string; server: string },
): IdSighting | undefined {
  const match = /^(.{8})\.(UID|INS|HMS|CCR)$/i.exec(fileName(path.replaceAll('/', '\\')));
  const uid = match === null ? undefined : parseUid(match[1]!);
  if (uid === undefined) return undefined;
  const where = `${place}, ${path}`;
  return sameName(match![2]!, 'UID')
    ? { uid, role: 'next', holder: upcase(server), where }
    : { uid, role: 'used', where };
}

/** As {@link sightingOfFile} for an ID that stands somewhere; undefined when the text is none. */
export function sightingOfText(text: string | undefined, rest: Omit<IdSighting, 'uid'>): IdSighting | undefined {
  const uid = text === undefined ? undefined : parseUid(text.trim());
  return uid && { uid, ...rest };
}

export const idOf = ({ uid }: IdSighting): string => formatUid(uid);

/** The highest ID of the site: by range first, then by counter. */
export function highestSighting(sightings: readonly IdSighting[], siteCode: string): IdSighting | undefined {
  const own = sightings.filter(({ uid }) => uid.siteCode === upcase(siteCode));
  return own.reduce<IdSighting | undefined>(
    (best, sighting) => (best !== undefined && !isAbove(sighting.uid, best.uid) ? best : sighting),
    undefined,
  );
}

export function sameRange(a: Uid, b: Uid): boolean {
  return a.siteCode === b.siteCode && a.range === b.range;
}

function isAbove(a: Uid, b: Uid): boolean {
  return a.range > b.range || (a.range === b.range && a.counter > b.counter);
}
