import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isSystemError } from '@resite/errors';
import { writeFileDurably } from '@resite/filesystem/durable';

/** What a lab machine pretends of itself, in `conditions.json` of its folder: a clock that is wrong, a disk that is full, a drive of FAT, a file that a user keeps open, a database that is full. */
export interface LabConditions {
  readonly clockAheadMs?: number;
  /** By drive letter. */
  readonly freeBytes?: Readonly<Record<string, number>>;
  /** By drive letter; NTFS otherwise. */
  readonly fileSystems?: Readonly<Record<string, string>>;
  /** Files that somebody has open and shares with nobody: who, by Windows path. */
  readonly heldFiles?: Readonly<Record<string, string>>;
  readonly database?: DatabaseConditions;
}

/** What the SQL server of a machine says of its room; and by that it takes changes, or does not. */
export interface DatabaseConditions {
  /** Percent in use of the log of the site database, and of tempdb. */
  readonly logUsed?: number;
  readonly tempdbUsed?: number;
  /** `sysdatabases.status` of the two. */
  readonly status?: number;
  readonly tempdbStatus?: number;
  /** The login may not read the system tables. */
  readonly closed?: boolean;
}

const path = (machine: string) => join(machine, 'conditions.json');

export async function readConditions(machine: string): Promise<LabConditions> {
  try {
    return JSON.parse(await readFile(path(machine), 'utf8')) as LabConditions;
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return {};
    throw error;
  }
}

/** Returns what makes the machine tell the truth again. */
export async function setConditions(machine: string, conditions: LabConditions): Promise<() => Promise<void>> {
  await writeFileDurably(path(machine), `${JSON.stringify(conditions)}\n`);
  return () => rm(path(machine), { force: true });
}
