import { ResiteError } from '@resite/errors';

/** `HIVE_INVALID` with its place, for those who go on behind it. */
export class HiveInvalid extends ResiteError {
  /** Counts from the start of the file. */
  readonly offset: number;
  /** The message without the place. */
  readonly problem: string;

  constructor(offset: number, problem: string) {
    super('HIVE_INVALID', `the registry hive is damaged at offset 0x${offset.toString(16)}: ${problem}`, {
      hint: 'Take another copy of the hive; for a hive of a running Windows, use Save Key instead of copying the file.',
    });
    this.offset = offset;
    this.problem = problem;
  }
}

/** `offset` counts from the start of the file. */
export function hiveInvalid(offset: number, problem: string): HiveInvalid {
  return new HiveInvalid(offset, problem);
}
