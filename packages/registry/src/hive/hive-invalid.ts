import { ResiteError } from '@resite/errors';

/** `offset` counts from the start of the file. */
export function hiveInvalid(offset: number, problem: string): ResiteError {
  return new ResiteError(
    'HIVE_INVALID',
    `the registry hive is damaged at offset 0x${offset.toString(16)}: ${problem}`,
    {
      hint: 'Take another copy of the hive; for a hive of a running Windows, use Save Key instead of copying the file.',
    },
  );
}
