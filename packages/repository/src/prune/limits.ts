import { parseSize } from '../text/size.ts';

/** How much unused data may stay after a prune: bytes, or a part of all data as it will be, in per cent below 100. */
export type MaxUnused = { readonly bytes: number } | { readonly percent: number } | 'unlimited';

/** As restic writes it: `5%`, `2G`, `0`, `unlimited`. `USAGE` for anything else. */
export function parseMaxUnused(text: string): MaxUnused {
  if (text === 'unlimited') return text;
  const percent = /^(\d{1,2}(?:\.\d+)?)%$/.exec(text)?.[1];
  return percent === undefined ? { bytes: parseSize(text, '500M, 2G or 5%') } : { percent: Number(percent) };
}

/** Bytes that may be unused, when `used` bytes are in use. */
export function unusedLimit(max: MaxUnused, used: number): number {
  if (max === 'unlimited') return Number.POSITIVE_INFINITY;
  return 'bytes' in max ? max.bytes : Math.floor((max.percent / (100 - max.percent)) * used);
}
