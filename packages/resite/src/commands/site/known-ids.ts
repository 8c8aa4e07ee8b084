import { readFile } from 'node:fs/promises';
import { isSystemError, ResiteError } from '@resite/errors';
import { highestOfEachRange } from '@resite/procedure';
import { type IdSighting, parseKnownIds } from '@resite/site';
import { Option } from 'commander';

export interface KnownIdsOption {
  readonly knownIds?: string;
}

export const knownIdsOption = (): Option =>
  new Option('--known-ids <file>', 'file with SMS IDs that are in use, one a line; # begins a comment');

/** Every ID in the file; none without the option. `KNOWN_IDS_INVALID` names each line that is no ID. */
export async function readAllKnownIds({ knownIds: file }: KnownIdsOption): Promise<IdSighting[]> {
  if (file === undefined) return [];
  try {
    return parseKnownIds(await readFile(file), file);
  } catch (error) {
    if (!isSystemError(error, 'ENOENT', 'ENOTDIR', 'EACCES', 'EISDIR')) throw error;
    const isMissing = error.code === 'ENOENT' || error.code === 'ENOTDIR';
    throw new ResiteError(isMissing ? 'FILE_MISSING' : 'FILE_ACCESS', `cannot read ${file}: ${error.code}`, {
      hint: 'Check the path after --known-ids.',
      cause: error,
    });
  }
}

/** As much of them as a restore needs. */
export async function readKnownIds(options: KnownIdsOption): Promise<IdSighting[]> {
  return highestOfEachRange(await readAllKnownIds(options));
}
