import { z } from 'zod';
import { predictionSchema } from '../plan/prediction.ts';
import type { LedgerEntry } from './entry.ts';

const seconds = z.number();

/** What an entry must be to be drawn or to serve a prediction. */
export const entrySchema = z.looseObject({
  run: z.string(),
  kind: z.enum(['backup', 'restore', 'rehearsal']),
  site: z.string(),
  sites: z.array(z.string()),
  status: z.enum(['running', 'done', 'partial', 'failed', 'interrupted', 'unsettled', 'cut-off']),
  started: z.string(),
  ended: z.string().exactOptional(),
  leftOut: z.array(z.string()).exactOptional(),
  error: z.string().exactOptional(),
  downtime: z.array(z.looseObject({ host: z.string(), seconds, returning: seconds.exactOptional() })),
  expected: z.array(predictionSchema).exactOptional(),
  filesRead: z.number().exactOptional(),
  bytesRead: z.number().exactOptional(),
  rpo: seconds.exactOptional(),
  rto: seconds.exactOptional(),
}) satisfies z.ZodType<LedgerEntry>;
