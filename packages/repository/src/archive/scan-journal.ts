import { closeSync, constants, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { isSystemError } from '@resite/errors';
import { makeFolders } from '@resite/filesystem/make-folders';
import type { ChangeSign } from '../contract/archive.ts';
import type { SourceEntry } from '../contract/source.ts';
import { sameState, stateOf } from './change.ts';

const bytesPerWrite = 16 * 1024;

/**
 * What an archive has read so far, in a private file: the run after an interruption need not read it again. It is a
 * memory aid and never the truth: an entry counts only for a file whose size, times and inode are still the same, and only
 * when the index has all its blobs. A line that is torn or malformed counts for nothing, so no line needs to be synced.
 */
export class ScanJournal {
  readonly #path: string;
  readonly #earlier: Map<string, string>;
  readonly #file: number;
  #unwritten = '';
  #isOpen = true;

  /** A missing file is made, and that of another repository is started afresh. */
  constructor(path: string, repositoryId: string) {
    const first = `resite scan journal 1 ${repositoryId}`;
    makeFolders(dirname(path), 0o700);
    const lines = readLines(path);
    const isOurs = lines[0] === first;
    this.#path = path;
    this.#earlier = new Map(isOurs ? lines.slice(1).flatMap(parseLine) : []);
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND | (constants.O_NOFOLLOW ?? 0);
    this.#file = openSync(path, isOurs ? flags : flags | constants.O_TRUNC, 0o600);
    // After a torn last line, the next one begins on its own.
    writeSync(this.#file, isOurs ? '\n' : `${first}\n`);
  }

  /** The blobs of a file that was read in an earlier run and looks the same now. */
  find(path: string, entry: SourceEntry, ignore: readonly ChangeSign[]): string[] | undefined {
    const [state = '', ids] = this.#earlier.get(path)?.split('\t') ?? [];
    if (ids === undefined || !sameState(entry, readState(state), ignore)) return undefined;
    return ids === '' ? [] : ids.split(' ');
  }

  note(path: string, entry: SourceEntry, ids: readonly string[]): void {
    if (!this.#isOpen) return;
    this.#unwritten += `${JSON.stringify(path)}\t${stateOf(entry).join(' ')}\t${ids.join(' ')}\t.\n`;
    if (this.#unwritten.length >= bytesPerWrite) this.#write();
  }

  /** Leaves the file for the next run. */
  close(): void {
    if (!this.#isOpen) return;
    this.#write();
    if (!this.#isOpen) return;
    this.#isOpen = false;
    closeSync(this.#file);
  }

  /** To be called once a snapshot holds everything. */
  remove(): void {
    this.close();
    rmSync(this.#path, { force: true });
  }

  #write(): void {
    const text = this.#unwritten;
    this.#unwritten = '';
    try {
      writeSync(this.#file, text);
    } catch (error) {
      if (!isSystemError(error, 'ENOSPC', 'EDQUOT', 'EIO')) throw error;
      // A backup is worth more than its memory aid: it goes on, and notes no more.
      this.#isOpen = false;
      closeSync(this.#file);
    }
  }
}

function readState(state: string) {
  const [size, modified, changed, inode] = state.split(' ').map(BigInt);
  return { size: size!, modified: modified!, changed: changed!, inode: inode! };
}

/** Path, then state and IDs; the dot at the end shows that the line is whole. */
const lineForm = /^("(?:[^"\\]|\\.)*")\t(\d+ -?\d+ -?\d+ \d+\t(?:[0-9a-f]{64}(?: [0-9a-f]{64})*)?)\t\.$/;

function parseLine(line: string): [path: string, rest: string][] {
  const match = lineForm.exec(line);
  return match === null ? [] : [[JSON.parse(match[1]!) as string, match[2]!]];
}

function readLines(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\n');
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return [];
    throw error;
  }
}
