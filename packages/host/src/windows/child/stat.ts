/** Times in nanoseconds since 1970. */
export interface ReadStat {
  readonly size: number;
  readonly mode: number;
  readonly modified: bigint;
  readonly accessed: bigint;
  readonly changed: bigint;
}

/** Where `struct stat` of Linux has what, by the name that Node has for the processor. */
const layouts: Partial<Record<string, { size: number; mode: number }>> = {
  x64: { size: 144, mode: 24 },
  arm64: { size: 128, mode: 16 },
};

/** Its size in bytes, and what reads it. */
export function statReader(): { size: number; read: (stat: Buffer) => ReadStat } {
  const layout = layouts[process.arch];
  if (!layout) throw new Error(`struct stat of ${process.arch} is not known`);
  const timeAt = (stat: Buffer, at: number) => stat.readBigInt64LE(at) * 1_000_000_000n + stat.readBigInt64LE(at + 8);
  return {
    size: layout.size,
    read: stat => ({
      size: Number(stat.readBigInt64LE(48)),
      mode: stat.readUInt32LE(layout.mode),
      accessed: timeAt(stat, 72),
      modified: timeAt(stat, 88),
      changed: timeAt(stat, 104),
    }),
  };
}
