import { sameName } from '@resite/registry/names';
import type { OpenFile, SessionOperation, SessionOperations, SharePath } from '../session/protocol.ts';
import { type AnswerCheck, createAnswerCheck } from './answer-check.ts';
import { dosAttributes, floorDivide, isFolderMode, isReadOnlyMode, modeOf, timesOf } from './dos-attributes.ts';
import { Failed, failWith } from './failure.ts';
import { createLookUp } from './look-up.ts';
import type { SmbClient } from './smb-client.ts';
import type { ReadStat } from './stat.ts';

type FileOperation = Exclude<SessionOperation, 'log on' | 'call' | 'fetch the session key of'>;

type FileOperations = Pick<SessionOperations, FileOperation>;

/** open(2) of Linux. */
/** Over SMB 1, a read of a megabyte is a volley of small ones, even for a file that has ten bytes. */
const firstPart = 1 << 16;
const [writing, both, creating, exclusive] = [0o1, 0o2, 0o100, 0o200];
const buffer = Buffer.allocUnsafe(1 << 20);

/** What the files of a host are asked. `logOn` fails when the host does not let this user in any more. */
export function fileOperations(client: SmbClient, logOn: () => void, maySpeakSmb1: boolean): FileOperations {
  const checked = createAnswerCheck(client, logOn);
  const lookUp = createLookUp(client, maySpeakSmb1);
  const changing: AnswerCheck = (...asked) => {
    lookUp.forget();
    return checked(...asked);
  };

  /** Undefined when there is nothing. */
  const statIfAny = (url: string) => unless(['ENOENT', 'ENOTDIR'], () => client.stat(url));

  /** The mode of a folder says nothing of its attributes. */
  const attributesOf = (place: SharePath, stat: ReadStat) =>
    (isFolderMode(stat.mode) && place.path !== '' ? lookUp.find(place, stat)?.attributes : undefined) ??
    dosAttributes(stat.mode);

  const setMode = (url: string, attributes: number) => client.call('setMode', url, modeOf(attributes));

  /** Windows changes and removes nothing that is read-only. The action again without that, when it was refused for that. */
  const evenReadOnly = <Result>(url: string, action: () => Result): Result => {
    try {
      return action();
    } catch (error) {
      const stat = isFileFailure(error, 'EACCES', 'EPERM', 'EINVAL') ? statIfAny(url) : undefined;
      if (!stat || !isReadOnlyMode(stat.mode)) throw error;
      setMode(url, dosAttributes(stat.mode) & ~1);
      try {
        return action();
      } finally {
        if (statIfAny(url)) setMode(url, dosAttributes(stat.mode));
      }
    }
  };

  /** The library reads on until it has all that is wanted or the file ends: what is short is the end. */
  const readInto = (file: number, wanted: number) => {
    let length = 0;
    for (let part = firstPart; length < wanted; part = wanted) {
      const size = Math.min(part, wanted - length);
      const count = client.call('read', file, buffer.subarray(length, wanted), size);
      length += count;
      if (count < size) break;
    }
    return buffer.subarray(0, length);
  };

  const openForWriting = (url: string, isNew: boolean) => {
    const create = () => client.call('open', url, writing | creating | exclusive, 0o644);
    if (isNew) return create();
    const empty = () => {
      // to open with truncation would replace the attributes, and be refused for a hidden file
      const file = client.call('open', url, writing, 0);
      client.call('truncate', file, 0);
      return file;
    };
    return evenReadOnly(url, () => unless(['ENOENT'], empty)) ?? create();
  };

  return {
    'list the folder': place => checked(place, () => client.list(client.url(place))),

    'look at': place =>
      checked(place, () => {
        const stat = unless(['ENOENT', 'ENOTDIR'], () => checked(place, () => client.stat(client.url(place))));
        if (!stat) return undefined;
        if (place.path === '') {
          const attributes = dosAttributes(stat.mode) | 0x10;
          return { ...stat, name: '', shortName: '', attributes, created: undefined };
        }
        return lookUp.find(place, stat);
      }),

    'read the beginning of': (place, size) =>
      checked(place, () => {
        const file = client.call('open', client.url(place), 0, 0);
        let stays = false;
        try {
          const data = readInto(file, size);
          stays = data.length === size;
          return stays ? { data, rest: { process: process.pid, file } } : { data };
        } finally {
          if (!stays) client.call('close', file);
        }
      }),

    'read on': (open, size) => readInto(need(open), size),

    'open for writing': (place, { isNew, size }) =>
      changing(place, () => {
        const file = openForWriting(client.url(place), isNew);
        try {
          if (size > 0) client.call('truncate', file, size);
        } catch (error) {
          client.call('close', file);
          throw error;
        }
        return { process: process.pid, file };
      }),

    'hold alone': place =>
      checked(place, () => ({
        process: process.pid,
        file: client.openAlone(client.url(place), both | creating, 0o644),
      })),

    'look whether it is still open': ({ process: owner, file }) =>
      owner === process.pid && unless(undefined, () => client.call('read', file, buffer, 1)) !== undefined,

    write: (open, position, data) => {
      const file = need(open);
      client.call('seek', file, position, 0);
      for (let done = 0; done < data.length; )
        done += client.call('write', file, data.subarray(done), data.length - done);
    },

    close: open => void client.call('close', need(open)),

    'create the folder': place =>
      changing(place, () => {
        const url = client.url(place);
        try {
          client.call('makeFolder', url, 0o755);
        } catch (error) {
          const there = isFileFailure(error, 'EEXIST') ? statIfAny(url) : undefined;
          if (!there || !isFolderMode(there.mode)) throw error;
        }
      }),

    'set the metadata of': (place, { attributes, created, modified }) =>
      changing(place, () => {
        const url = client.url(place);
        const stat = client.stat(url);
        const wanted = {
          attributes: attributes ?? attributesOf(place, stat),
          modified: modified ?? stat.modified,
          accessed: stat.accessed,
        };
        if (created !== undefined) {
          // this overwrites all, and what follows overwrites all but the creation time: so the order matters
          const text = Buffer.from(`${timesOf({ ...wanted, created })}\0`);
          client.call('setAttribute', url, 'system.dos_attr.*', text, text.length - 1, 0);
          // what follows would have smbd forget the creation time again
          if (maySpeakSmb1) return;
        }
        if (created !== undefined || modified !== undefined)
          client.call('setTimes', url, timeValues(wanted.accessed, wanted.modified));
        setMode(url, wanted.attributes);
      }),

    rename: (from, to) => {
      const move = () => {
        const [source, target] = [client.url(from), client.url(to)];
        const there = sameName(from.path, to.path) ? undefined : statIfAny(target);
        // libsmbclient itself removes what is in the way, an empty folder, too
        if (there && (isFolderMode(there.mode) || isFolderMode(client.stat(source).mode)))
          failWith({ at: 'file', reason: 'EISDIR' });
        if (there && isReadOnlyMode(there.mode)) setMode(target, dosAttributes(there.mode) & ~1);
        client.call('rename', source, target);
      };
      changing(to, move, false);
    },

    'remove the file': place =>
      changing(place, () => {
        const url = client.url(place);
        unless(['ENOENT'], () => evenReadOnly(url, () => client.call('unlink', url)));
      }),

    'remove the empty folder': place =>
      changing(place, () => {
        const url = client.url(place);
        unless(['ENOENT'], () => evenReadOnly(url, () => client.call('removeFolder', url)));
      }),

    'measure the drive of': place =>
      checked(place, () => {
        const statvfs = Buffer.alloc(112);
        client.call('measure', client.url(place), statvfs);
        const [sector, sectorsOfUnit, unitsFree] = [0, 8, 32].map(at => statvfs.readBigUInt64LE(at));
        return Number(sector! * (sectorsOfUnit! || 1n) * unitsFree!);
      }),
  };
}

function need({ process: owner, file }: OpenFile): number {
  return owner === process.pid ? file : failWith({ at: 'handle' });
}

/** Each a `struct timeval`, rounded down to microseconds. */
function timeValues(...times: bigint[]): Buffer {
  const values = Buffer.alloc(16 * times.length);
  for (const [index, time] of times.entries()) {
    const seconds = floorDivide(time, 1_000_000_000n);
    values.writeBigInt64LE(seconds, index * 16);
    values.writeBigInt64LE((time - seconds * 1_000_000_000n) / 1000n, index * 16 + 8);
  }
  return values;
}

function isFileFailure(error: unknown, ...reasons: string[]): boolean {
  return error instanceof Failed && error.failure.at === 'file' && reasons.includes(error.failure.reason);
}

/** Undefined when it fails for one of these reasons, for any when none are given. */
function unless<Result>(reasons: string[] | undefined, action: () => Result): Result | undefined {
  try {
    return action();
  } catch (error) {
    if (reasons ? isFileFailure(error, ...reasons) : error instanceof Failed) return undefined;
    throw error;
  }
}
