/**
 * libsmbclient lets a Unix mode stand for the attributes of DOS: no right to write is read-only, and rights to execute are archive
 * (user), system (group) and hidden (others), as `map archive` and so on of smb.conf(5) say.
 */
const [readOnly, hidden, system, archive] = [0x01, 0x02, 0x04, 0x20];

export function dosAttributes(mode: number): number {
  return (
    (mode & 0o200 ? 0 : readOnly) |
    (mode & 0o001 ? hidden : 0) |
    (mode & 0o010 ? system : 0) |
    (mode & 0o100 ? archive : 0)
  );
}

export function modeOf(attributes: number): number {
  return (
    0o444 |
    (attributes & readOnly ? 0 : 0o200) |
    (attributes & hidden ? 0o001 : 0) |
    (attributes & system ? 0o010 : 0) |
    (attributes & archive ? 0o100 : 0)
  );
}

export function isFolderMode(mode: number): boolean {
  return (mode & 0o170_000) === 0o040_000;
}

export function isReadOnlyMode(mode: number): boolean {
  return (mode & 0o200) === 0;
}

interface AllTimes {
  readonly attributes: number;
  readonly created: bigint;
  readonly modified: bigint;
  readonly accessed: bigint;
}

/** What `system.dos_attr.*` is set to: everything, for what is left out would be set to something else. */
export function timesOf({ attributes, created, modified, accessed }: AllTimes): string {
  const normal = 0x80; // no attribute at all
  return [
    `MODE:0x${(attributes || normal).toString(16)}`,
    `CREATE_TIME:${wholeSeconds(created)}`,
    `ACCESS_TIME:${wholeSeconds(accessed)}`,
    `WRITE_TIME:${wholeSeconds(modified)}`,
    `CHANGE_TIME:${wholeSeconds(modified)}`,
  ].join(',');
}

function wholeSeconds(time: bigint): bigint {
  return floorDivide(time, 1_000_000_000n);
}

/** Rounded down, below zero, too. */
export function floorDivide(value: bigint, by: bigint): bigint {
  return value / by - (value % by < 0n ? 1n : 0n);
}
