import { readFile } from 'node:fs/promises';
import { isSystemError, ResiteError } from '@resite/errors';
import { highestOfEachRange } from '@resite/procedure/ids';
import type { IdSighting } from '@resite/site';
import { parseKnownIds } from '@resite/site/ids/known-ids';
import type { KnownIdsOption } from './known-ids-option.ts';

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
