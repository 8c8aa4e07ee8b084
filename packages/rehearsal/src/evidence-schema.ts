import { z } from 'zod';
import type { Evidence } from './evidence.ts';

const text = z.string().max(10_000);

/** What `verify` says of evidence.json; the rest of it is for people, and is what was signed. */
const evidenceSchema = z.looseObject({
  schema: z.literal(1),
  type: z.literal('resite-rehearsal'),
  result: z.enum(['passed', 'failed']),
  run: text,
  ended: text,
  snapshot: z.looseObject({ id: z.string().regex(/^[0-9a-f]{64}$/) }),
  key: text,
});

export type ReadEvidence = z.infer<typeof evidenceSchema>;

/** Undefined when it is no evidence of a rehearsal, whoever has signed it. */
export function parseEvidence(data: Buffer): ReadEvidence | undefined {
  try {
    return evidenceSchema.safeParse(JSON.parse(data.toString())).data;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The page begins so since the first version: nothing else that the key signs does. */
// biome-ignore lint/plugin: a word of HTML
export const isEvidencePage = (data: Buffer) => data.subarray(0, 15).toString().toLowerCase() === '<!doctype html>';

/** The compiler sees that what is written can be read. */
export const written = (evidence: Evidence): ReadEvidence => ({ ...evidence });
