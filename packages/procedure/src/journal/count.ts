import { hash } from 'node:crypto';
import { closeSync, constants, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { isOdd } from './plain-file.ts';

/**
 * The file `journal.count` beside the journal: how many changes have been made in it. It is written after each of them, so a
 * journal with fewer has lost some: its write-ahead log was damaged or removed, for what SQLite finds of that is the end of the
 * log, or it is an old copy. Not synced: after a power cut it may know less than the journal, never more.
 */
export const countFile = (folder: string): string => join(folder, 'journal.count');

export function writeCount(folder: string, changes: number): void {
  const path = countFile(folder);
  if (isOdd(path)) return; // the change itself is recorded
  try {
    const opened = openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_NOFOLLOW, 0o600);
    try {
      writeSync(opened, lineOf(changes), 0); // in place, so that it needs no space on a full disk
    } finally {
      closeSync(opened);
    }
  } catch (error) {
    if (!isOfSystem(error)) throw error; // as above
  }
}

/** Undefined when there is none, or none that is whole. */
export function readCount(folder: string): number | undefined {
  const path = countFile(folder);
  if (isOdd(path)) return undefined;
  try {
    const text = readFileSync(path, 'utf8');
    const changes = Number(text.slice(0, digits));
    return text === lineOf(changes) ? changes : undefined;
  } catch (error) {
    if (!isOfSystem(error)) throw error;
    return undefined;
  }
}

const digits = 16;

function lineOf(changes: number): string {
  const number = String(changes).padStart(digits, '0');
  return `${number} ${hash('sha256', number).slice(0, 16)}\n`;
}

const isOfSystem = (error: unknown) => error instanceof Error && 'syscall' in error;
