import { ResiteError } from '@resite/errors';
import { formatNextId, parseNextId } from '../next-id.ts';
import { firstUid, formatUid, lastCounter, parseUid, rangeCount, type Uid } from '../uid.ts';

export interface IdSituation {
  /** Of the site that is restored. */
  readonly siteCode: string;
  /** Names of the UID files in the snapshot, with or without extension. */
  readonly snapshotUids: readonly string[];
  /** `Next SMS Unique ID` of the snapshot, as stored. */
  readonly snapshotNext: string;
  /** Every SMS ID or UID name seen anywhere, of any site. */
  readonly seen: readonly string[];
  /** How many logon servers the site may have by now, its own server included. */
  readonly logonServers: number;
  /**
   * True only when `seen` has the UID names and `snapshotNext` is the value that the site had at its very end, as when its
   * disk was still readable. A database is not enough: a client can join without its inventory ever getting there.
   */
  readonly evidenceComplete: boolean;
}

export interface IdDecision {
  /** New `Next SMS Unique ID`, in the form in which the old one was found. */
  readonly next: string;
  /** Names without extension. A file that can stay has the same name twice. */
  readonly uids: readonly { readonly file: string; readonly renamed: string }[];
  /** True when the UID files move to ranges that nobody has been given. */
  readonly freshRange: boolean;
  /** The highest ID of this site seen anywhere; undefined when none was. */
  readonly seenHighest?: string;
  /** For people. */
  readonly reason: string;
}

/**
 * Which IDs the restored site hands out next, so that none is handed out twice (Q138347 Caution; Q127052).
 *
 * With complete evidence each UID file goes on after the highest ID of its range. Else it moves to a fresh range: past
 * the highest one seen, and past one more for each logon server, for each may have been given a range that nobody
 * recorded since the backup. The range pointer goes past all of these.
 *
 * What it cannot know: logon servers that were given more than one range each since the backup without a trace, and an
 * earlier restore of the same snapshot, unless its decision is among `seen`.
 *
 * Throws `IDS_UNKNOWN` when the stored pointer is in no known form, `IDS_EXHAUSTED` when the site code has no range left.
 */
export function decideIds(situation: IdSituation): IdDecision {
  const { siteCode, snapshotUids, evidenceComplete } = situation;
  const pointer = parseNextId(situation.snapshotNext, siteCode);
  if (pointer === undefined) throw unknownPointer(situation);
  const site = siteCode.toUpperCase();
  const files = snapshotUids.map(name => readName(name));
  const used = situation.seen.map(name => readName(name));
  const own = [...used, ...files].filter(uid => uid.siteCode === site);
  const highest = own.reduce<Uid | undefined>((best, uid) => (best && isAbove(best, uid) ? best : uid), undefined);
  const highestRange = Math.max(pointer.range - 1, highest?.range ?? -1);

  let free = highestRange + 1 + (evidenceComplete ? 0 : situation.logonServers);
  const uids = files.map((file, index) => {
    // There should be one UID file; of two in the same range only the first can stay there.
    const alone = files.findIndex(other => sameRange(other, file)) === index;
    const next = evidenceComplete && alone ? afterHighest(file, [...used, ...files]) : undefined;
    const renamed = next ?? firstUid(site, free++);
    return { file: stem(snapshotUids[index]!), renamed };
  });
  if (free >= rangeCount) throw exhausted(site, highestRange);

  const seenHighest = highest && formatUid(highest);
  const next = formatNextId({ ...pointer, siteCode: site, range: free, counter: 0 });
  return {
    next,
    uids: uids.map(({ file, renamed }) => ({ file, renamed: formatUid(renamed) })),
    freshRange: !evidenceComplete,
    ...(seenHighest !== undefined && { seenHighest }),
    reason: evidenceComplete
      ? `The UID files go on after the highest ID seen (${seenHighest ?? 'none'}); the next range is ${next}.`
      : `IDs may have been given out since the backup that nobody recorded, so the site moves to a fresh range: ` +
        `the next ID is ${uids.map(({ renamed }) => formatUid(renamed)).join(', ') || 'none'}, the next range ${next}; ` +
        `the highest one seen is ${seenHighest ?? 'none'}.`,
  };
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

function sameRange(a: Uid, b: Uid): boolean {
  return a.siteCode === b.siteCode && a.range === b.range;
}

function isAbove(a: Uid, b: Uid): boolean {
  return a.range - b.range > 0 || (a.range === b.range && a.counter >= b.counter);
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
  return new ResiteError('IDS_UNKNOWN', `\`Next SMS Unique ID\` of site ${siteCode} ${found}.`, {
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
        'hand; or build the site anew under another site code.',
    },
  );
}
