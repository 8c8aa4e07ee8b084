import { formatNextId, parseNextId } from '../next-id.ts';
import { firstUid, formatUid, lastCounter, type Uid } from '../uid.ts';
import { highestSighting, type IdSighting, idOf, sameRange } from './sighting.ts';
import type { RangePointer } from './survey-server.ts';

export interface IdEvidence {
  readonly siteCode: string;
  readonly sightings: readonly IdSighting[];
  readonly collisions: readonly { readonly id: string; readonly where: string }[];
  /** `Next SMS Unique ID` of the registry. */
  readonly pointer?: RangePointer;
}

export interface IdProblem {
  /**
   * - `duplicate`: two computers have one ID
   * - `next-id-used`: a UID file names an ID that a computer has already, or has passed
   * - `shared-range`: two UID files are in one range
   * - `next-range-used`: the range pointer names a range that is in use
   * - `next-range-unknown`: the range pointer cannot be read
   */
  readonly kind: 'duplicate' | 'next-id-used' | 'shared-range' | 'next-range-used' | 'next-range-unknown';
  readonly ids: readonly string[];
  readonly found: string;
  /** Each place that says so. */
  readonly where: readonly string[];
  readonly remedy: string;
  readonly source: string;
}

/** What a number must be at least, and why. */
export interface IdRequirement {
  /** `UID file of BRANCH1` or `Next SMS Unique ID`. */
  readonly what: string;
  readonly is: string;
  readonly atLeast: string;
  readonly why: string;
}

/** Finds IDs that are, or will be, in use twice, and what each next number must be. The worst comes first. */
export function judgeIds(evidence: IdEvidence): { problems: IdProblem[]; requirements: IdRequirement[] } {
  return {
    problems: [...duplicates(evidence), ...usedNext(evidence), ...sharedRanges(evidence), ...pointerProblems(evidence)],
    requirements: [...uidRequirements(evidence), ...pointerRequirement(evidence)],
  };
}

function duplicates({ sightings, collisions }: IdEvidence): IdProblem[] {
  const places = new Map<string, { holders: Set<string>; where: Set<string> }>();
  const at = (id: string) => {
    const place = places.get(id) ?? { holders: new Set<string>(), where: new Set<string>() };
    places.set(id, place);
    return place;
  };
  for (const sighting of sightings) {
    if (sighting.role !== 'used' || sighting.holder === undefined) continue;
    at(idOf(sighting)).holders.add(sighting.holder);
    at(idOf(sighting)).where.add(`${sighting.holder}: ${sighting.where}`);
  }
  const collided = new Set(collisions.map(({ id }) => id));
  for (const { id, where } of collisions) at(id).where.add(where);
  return [...places]
    .filter(([id, { holders }]) => holders.size > 1 || collided.has(id))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, { holders, where }]) => ({
      kind: 'duplicate',
      ids: [id],
      found:
        holders.size > 1 ? `${id} is the ID of ${[...holders].sort().join(' and ')}` : `${id} was met on two computers`,
      where: [...where],
      remedy:
        'Delete SMS.INI (hidden, in the root of the first hard drive) on all of these computers but one and run RUNSMS.BAT: ' +
        'they take new IDs.',
      source: 'Q126642; Q192859; Q138021',
    }));
}

function usedNext({ sightings }: IdEvidence): IdProblem[] {
  return uidFiles(sightings).flatMap(file => {
    const used = highestUsedOf(file.uid, sightings);
    if (used === undefined || used.uid.counter < file.uid.counter) return [];
    return [
      {
        kind: 'next-id-used' as const,
        ids: [idOf(file)],
        found: `${nameOf(file)} gives out ${idOf(file)} next, and ${idOf(used)} is in use already`,
        where: [file.where, used.where],
        remedy: `Stop the SMS services, rename the file to ${after(used.uid)}, start them.`,
        source: 'Q138347 Caution; Q127052',
      },
    ];
  });
}

function sharedRanges({ sightings }: IdEvidence): IdProblem[] {
  const files = uidFiles(sightings);
  return files.flatMap((file, index) => {
    if (files.findIndex(other => sameRange(other.uid, file.uid)) < index) return [];
    const all = [file, ...files.slice(index + 1).filter(other => sameRange(other.uid, file.uid))];
    const servers = new Set(all.flatMap(({ holder }) => holder ?? []));
    // A listing of a folder may be older than what was read there: only two names from one kind of place are two files.
    const isTwice = servers.size > 1 || (all.length > 1 && all.every(({ where }) => /\.UID$/i.test(where)));
    if (!isTwice) return [];
    return [
      {
        kind: 'shared-range' as const,
        ids: all.map(idOf),
        found: `${all.map(one => `${nameOf(one)} (${idOf(one)})`).join(' and ')} are in one range`,
        where: all.map(({ where }) => where),
        remedy:
          'Give one of them a range that nobody has: stop the SMS services, delete its UID file, and see that ' +
          'Next SMS Unique ID is past every range; Maintenance Manager makes a new one.',
        source: 'Q127052; Q183347; Q183348',
      },
    ];
  });
}

function pointerProblems({ siteCode, sightings, pointer }: IdEvidence): IdProblem[] {
  if (pointer === undefined) return [];
  const next = parseNextId(pointer.text, siteCode);
  const remedy = 'Set it past every range in use, with the SMS services stopped.';
  if (next === undefined) {
    const found = `Next SMS Unique ID is ${JSON.stringify(pointer.text)}, which is in no known form`;
    return [{ kind: 'next-range-unknown', ids: [], found, where: [pointer.where], remedy, source: 'Q127052' }];
  }
  const highest = highestSighting(sightings, siteCode);
  if (highest === undefined || next.siteCode !== siteCode || next.range > highest.uid.range) return [];
  return [
    {
      kind: 'next-range-used',
      ids: [idOf(highest)],
      found: `Next SMS Unique ID is ${pointer.text}, and ${idOf(highest)} is in that range or above`,
      where: [pointer.where, highest.where],
      remedy,
      source: 'Q127052; Q183347',
    },
  ];
}

function uidRequirements({ sightings }: IdEvidence): IdRequirement[] {
  return uidFiles(sightings).map(file => {
    const used = highestUsedOf(file.uid, sightings);
    return {
      what: nameOf(file),
      is: idOf(file),
      atLeast: used === undefined ? formatUid(firstUid(file.uid.siteCode, file.uid.range)) : after(used.uid),
      why: used === undefined ? 'no ID of its range was seen' : `${idOf(used)} is in use: ${used.where}`,
    };
  });
}

function pointerRequirement({ siteCode, sightings, pointer }: IdEvidence): IdRequirement[] {
  const highest = highestSighting(sightings, siteCode);
  if (highest === undefined) return [];
  const form = (pointer && parseNextId(pointer.text, siteCode)) ?? { form: 'range', siteCode, range: 0, counter: 0 };
  const range = highest.uid.range + 1;
  const fits = range < 1296;
  return [
    {
      what: 'Next SMS Unique ID',
      is: pointer?.text ?? 'not read',
      atLeast: fits ? formatNextId({ ...form, siteCode, range, counter: 0 }) : 'none is left',
      why: `the highest range in use is that of ${idOf(highest)}: ${highest.where}`,
    },
  ];
}

/** Of known logon servers: an anonymous one may be an old note of one that was read. */
const uidFiles = (sightings: readonly IdSighting[]) =>
  sightings.filter(({ role, holder }) => role === 'next' && holder !== undefined);

function highestUsedOf(range: Uid, sightings: readonly IdSighting[]): IdSighting | undefined {
  const used = sightings.filter(({ role, uid }) => role === 'used' && sameRange(uid, range));
  return used.reduce<IdSighting | undefined>(
    (best, one) => (best !== undefined && best.uid.counter >= one.uid.counter ? best : one),
    undefined,
  );
}

/** The name past an ID; past the last one of a range there is none. */
function after(uid: Uid): string {
  return uid.counter < lastCounter ? formatUid({ ...uid, counter: uid.counter + 1 }) : 'one of a new range';
}

const nameOf = ({ holder }: IdSighting) => `the UID file of ${holder}`;
