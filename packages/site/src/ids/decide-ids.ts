import { defined, ResiteError } from '@resite/errors';
import { upcase } from '@resite/registry/names';
import { formatNextId, type NextId, nextIdValue, parseNextId } from '../next-id.ts';
import { compareUids, firstUid, formatUid, lastCounter, parseUid, rangeCount, type Uid } from '../uid.ts';
import { highestSighting, type IdSighting, idOf, sameRange } from './sighting.ts';

export interface IdSituation {
  /** Of the site that is restored. */
  readonly siteCode: string;
  /** Names of the UID files in the snapshot, with or without extension. */
  readonly snapshotUids: readonly string[];
  /** `Next SMS Unique ID` of the snapshot, as stored. */
  readonly snapshotNext: string;
  /** `NextAvailableSiteSMSUniqueID` of SMS.INI in the snapshot, as stored. */
  readonly snapshotIniNext?: string;
  /** Every SMS ID or UID name seen anywhere, of any site. */
  readonly sightings: readonly IdSighting[];
  /**
   * Logon servers of the site whose UID file could not be read as it is now: at least 1, the server that is restored, as
   * its UID file is gone.
   */
  readonly unreadServers: number;
  /** Days from the capture until now. */
  readonly days: number;
  /**
   * True only when `sightings` has the UID names and `snapshotNext` is the value that the site had at its very end, as when its
   * disk was still readable. A database is not enough: a client can join without its inventory ever getting there.
   */
  readonly evidenceComplete: boolean;
}

export interface IdDecision {
  /** New `Next SMS Unique ID`, in the form in which the old one was found. */
  readonly next: string;
  /** New `NextAvailableSiteSMSUniqueID` of SMS.INI; undefined when there is none in it. */
  readonly iniNext?: string;
  /** Names without extension. A file that can stay has the same name twice. Of several files one stays, so there is one at most. */
  readonly uids: readonly { readonly file: string; readonly renamed: string }[];
  /** The others: with two of them, clients get no ID, and the one with the lower value must go (Q269774). */
  readonly removed?: readonly string[];
  /** True when the UID files move to ranges that nobody has been given. */
  readonly freshRange: boolean;
  /** How many ranges were left out, in case that they were given to somebody. */
  readonly margin: number;
  /** The highest ID of this site seen anywhere; undefined when none was. */
  readonly seenHighest?: string;
  /** For people. */
  readonly reason: string;
}

/**
 * Which IDs the restored site hands out next, so that none is handed out twice (Q138347 Caution; Q127052).
 *
 * With complete evidence each UID file goes on after the highest ID of its range. Else it moves to a fresh range: past the
 * highest one seen, and past {@link rangeMargin} more, which somebody may have been given without a trace. The range
 * pointers in registry and SMS.INI go past all of these.
 *
 * Throws `IDS_UNKNOWN` when the stored pointer is in no known form, `IDS_EXHAUSTED` when the site code has no range left.
 */
export function decideIds(situation: IdSituation): IdDecision {
  const { siteCode, snapshotUids, evidenceComplete, sightings } = situation;
  const site = upcase(siteCode);
  const pointer = parseNextId(situation.snapshotNext, site);
  if (pointer === undefined) throw unknownPointer(situation);
  const iniPointer = situation.snapshotIniNext === undefined ? undefined : parseNextId(situation.snapshotIniNext, site);
  const files = snapshotUids.map(name => readName(name));
  const own: IdSighting[] = files.map(uid => ({ uid, role: 'next', where: 'the snapshot' }));
  const highest = highestSighting([...sightings, ...own], site);
  const highestRange = Math.max(
    ownRange(pointer, site) - 1,
    iniPointer === undefined ? -1 : ownRange(iniPointer, site) - 1,
    highest?.uid.range ?? -1,
  );

  const margin = evidenceComplete ? 0 : rangeMargin(situation);
  let free = highestRange + 1 + margin;
  const kept = keptOf(files, site);
  const uids = files.flatMap((file, index) => {
    if (file !== kept) return [];
    const next = evidenceComplete ? afterHighest(file, [...sightings.map(({ uid }) => uid), ...files]) : undefined;
    return [{ file: stem(snapshotUids[index]!), renamed: next ?? firstUid(site, free++) }];
  });
  const removed = snapshotUids.filter((_, index) => files[index] !== kept).map(stem);
  if (free >= rangeCount) throw exhausted(site, highestRange);

  const text = (form: NextId) => formatNextId({ ...form, siteCode: site, range: free, counter: 0 });
  const next = text(pointer);
  const seen = highest === undefined ? 'none' : `${idOf(highest)} (${highest.where})`;
  return defined({
    next,
    iniNext: iniPointer && text(iniPointer),
    uids: uids.map(({ file, renamed }) => ({ file, renamed: formatUid(renamed) })),
    removed: removed.length === 0 ? undefined : removed,
    freshRange: !evidenceComplete,
    margin,
    seenHighest: highest && idOf(highest),
    reason:
      (evidenceComplete
        ? `The UID files go on after the highest ID seen, ${seen}; the next range is ${next}.`
        : `IDs may have been given out since the backup that nobody recorded, so the site moves to a fresh range: ` +
          `the next ID is ${uids.map(({ renamed }) => formatUid(renamed)).join(', ') || 'none'}, the next range ${next}; ` +
          `the highest one seen is ${seen}, and ${margin} more ranges are left out.`) + goodbye(removed),
  });
}

/** An administrator who sets up logon servers anew does not do it more often than this. */
const daysForARange = 30;

/**
 * How many ranges the site may have given out that nobody recorded. They are given out in ascending order, so only those past the
 * highest one seen matter, and a logon server whose UID file was read hides none. Each other one, and one that was added since,
 * may have taken one, and one more for each 30 days: that takes an administrator who sets it up anew, or 44,065
 * clients. (SMS 2.0 has a rule of this kind for the numbers of a site that was restored: 1000 for each day, Q288970.)
 */
export function rangeMargin({ unreadServers, days }: Pick<IdSituation, 'unreadServers' | 'days'>): number {
  return (Math.max(1, unreadServers) + 1) * (1 + Math.floor(Math.max(0, days) / daysForARange));
}

const goodbye = (removed: readonly string[]) =>
  removed.length === 0
    ? ''
    : ` ${removed.map(name => `${name}.UID`).join(', ')} will be removed, for with several UID files clients get no ID (Q269774).`;

/** The highest one; one of this site before any of another. */
function keptOf(files: readonly Uid[], site: string): Uid | undefined {
  const own = files.filter(({ siteCode }) => siteCode === site);
  return (own.length === 0 ? files : own).toSorted(compareUids).at(-1);
}

/** A pointer in the form of a whole ID can name a foreign site; then it says nothing of the ranges of this one. */
function ownRange(pointer: NextId, site: string): number {
  return pointer.siteCode === site ? pointer.range : 0;
}

/**
 * The first ID of the file's range past all that were seen; undefined when the range is spent. A UID file is named after
 * an ID that is still free, but a name alone does not tell it from a used one: so one ID may be skipped.
 */
function afterHighest(file: Uid, seen: readonly Uid[]): Uid | undefined {
  const others = seen.filter(uid => uid !== file && sameRange(uid, file));
  const counter = Math.max(file.counter, ...others.map(uid => uid.counter + 1));
  return counter > lastCounter ? undefined : { ...file, counter };
}

function readName(name: string): Uid {
  const uid = parseUid(name);
  if (uid !== undefined) return uid;
  throw new ResiteError('IDS_UNKNOWN', `${JSON.stringify(name)} is no SMS ID.`, {
    hint: 'An SMS ID has eight characters: site code, range, counter. Rename the UID file after the next free one.',
  });
}

function stem(name: string): string {
  return name.replace(/\.uid$/i, '');
}

function unknownPointer({ siteCode, snapshotNext }: IdSituation): ResiteError {
  const found = snapshotNext === '' ? 'has no value' : `is ${JSON.stringify(snapshotNext)}, which is in no known form`;
  return new ResiteError('IDS_UNKNOWN', `${nextIdValue} of site ${siteCode} ${found}.`, {
    hint:
      'It lies in Components\\SMS_MAINTENANCE_MANAGER below the SMS key and names the range that the next logon server ' +
      'gets. Set it on the site server, past every range in use, and make a new backup.',
  });
}

function exhausted(siteCode: string, highestRange: number): ResiteError {
  return new ResiteError(
    'IDS_EXHAUSTED',
    `Site code ${siteCode} has no range of SMS IDs left: range ${highestRange} of ${rangeCount - 1} is in use.`,
    {
      hint:
        'Read the UID files of every logon server and the highest IDs in the parent database, and choose the next ID by ' +
        'hand; or build the site again under another site code.',
    },
  );
}
