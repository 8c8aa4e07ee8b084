import { ResiteError } from '@resite/errors';

/** How much unused data may stay after a prune: bytes, or a part of all data as it will be, in per cent below 100. */
export type MaxUnused = { readonly bytes: number } | { readonly percent: number } | 'unlimited';

/** As restic writes it: `5%`, `2G`, `0`, `unlimited`. `USAGE` for anything else. */
export function parseMaxUnused(text: string): MaxUnused {
  if (text === 'unlimited') return text;
  const percent = /^(\d{1,2}(?:\.\d+)?)%$/.exec(text)?.[1];
  return percent === undefined ? { bytes: parseSize(text) } : { percent: Number(percent) };
}

const units = { '': 0, k: 1, m: 2, g: 3, t: 4 } as const;

/** Bytes: a number with an optional K, M, G or T for powers of 1024. `USAGE` for anything else. */
export function parseSize(text: string): number {
  const match = /^(\d{1,15})([kmgt]?)b?$/i.exec(text);
  // biome-ignore lint/plugin: a unit of size
  const unit = match?.[2]?.toLowerCase() as keyof typeof units | undefined;
  const size = match === null ? Number.NaN : Number(match[1]) * 1024 ** units[unit!];
  if (Number.isSafeInteger(size)) return size;
  throw new ResiteError('USAGE', `${JSON.stringify(text)} is no size`, { hint: 'Write it like 500M, 2G or 5%.' });
}

/** Bytes that may be unused, when `used` bytes are in use. */
export function unusedLimit(max: MaxUnused, used: number): number {
  if (max === 'unlimited') return Number.POSITIVE_INFINITY;
  return 'bytes' in max ? max.bytes : Math.floor((max.percent / (100 - max.percent)) * used);
}
