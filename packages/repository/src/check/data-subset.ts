import { randomInt } from 'node:crypto';
import { ResiteError } from '@resite/errors';
import type { DataSubset } from '../contract/check.ts';
import { parseSize } from '../text/size.ts';

/** As restic writes it: `2/5`, `10%`, `1.5%`, `500M`. `USAGE` for anything else. */
export function parseDataSubset(text: string): DataSubset {
  const [, part, of] = /^(\d{1,3})\/(\d{1,3})$/.exec(text) ?? [];
  if (part !== undefined && of !== undefined) {
    const subset = { part: Number(part), of: Number(of) };
    if (subset.part >= 1 && subset.part <= subset.of && subset.of <= 256) return subset;
    throw refusal(
      text,
      'In 2/5, both numbers are at least 1, the first is at most the second, and the second at most 256.',
    );
  }
  const percent = Number(/^(\d{1,3}(?:\.\d+)?)%$/.exec(text)?.[1]);
  if (percent > 0 && percent <= 100) return { percent };
  if (!Number.isNaN(percent)) throw refusal(text, 'Give more than 0 and at most 100 per cent.');
  const bytes = parseSize(text);
  if (bytes > 0) return { bytes };
  throw refusal(text, 'Give more than 0 bytes.');
}

/** The parts of one number of parts, one after the other, are all packs (restic: cmd/restic/cmd_check.go). */
export function chooseSubset<P extends { id: string }>(packs: readonly P[], subset: DataSubset, size: number): P[] {
  if ('part' in subset)
    return packs.filter(({ id }) => Number.parseInt(id.slice(0, 2), 16) % subset.of === subset.part - 1);
  const share = 'percent' in subset ? subset.percent / 100 : Math.min(1, subset.bytes / Math.max(size, 1));
  const left = [...packs];
  const chosen: P[] = [];
  for (let count = Math.max(1, Math.floor(packs.length * share)); count > 0 && left.length > 0; count -= 1) {
    chosen.push(...left.splice(randomInt(left.length), 1));
  }
  return chosen;
}

function refusal(text: string, hint: string): ResiteError {
  return new ResiteError('USAGE', `${JSON.stringify(text)} is not a part of the data`, { hint });
}
