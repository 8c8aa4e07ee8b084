import { z } from 'zod';

/** How long the services of a host will be down, in seconds. */
export interface Prediction {
  readonly host: string;
  /** Median of earlier runs. */
  readonly usually: number;
  /** Nine of ten earlier runs took no longer. */
  readonly atMost: number;
  /** How many runs this comes from. */
  readonly runs: number;
  /** Of `atMost`, what the services take to come back. */
  readonly returning: number;
}

export const predictionSchema = z.looseObject({
  host: z.string(),
  usually: z.number(),
  atMost: z.number(),
  runs: z.number(),
  returning: z.number(),
}) satisfies z.ZodType<Prediction>;
