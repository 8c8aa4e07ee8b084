import { ResiteError } from '@resite/errors';

const units = { '': 0, k: 1, m: 2, g: 3, t: 4 } as const;

/** Bytes: a number with an optional K, M, G or T for powers of 1024. `USAGE` for anything else, with `examples` of what would do. */
export function parseSize(text: string, examples = '500M or 2G'): number {
  const match = /^(\d{1,15})([kmgt]?)b?$/i.exec(text);
  // biome-ignore lint/plugin: a unit of size
  const unit = match?.[2]?.toLowerCase() as keyof typeof units | undefined;
  const size = match === null ? Number.NaN : Number(match[1]) * 1024 ** units[unit!];
  if (Number.isSafeInteger(size)) return size;
  throw new ResiteError('USAGE', `${JSON.stringify(text)} is not a size`, { hint: `Write it like ${examples}.` });
}
