import type { ServiceState, StartType } from '@resite/host';
import type { z } from 'zod';
import type { OutcomeOf, stepWords } from '../plan/outcomes.ts';
import type { ActionType } from '../plan/procedure.ts';

/** The latest attempt at a step. */
export interface StepRecord {
  readonly stepId: string;
  readonly state: 'begun' | 'done' | 'failed';
  readonly started: Date;
  readonly ended: Date | undefined;
  /** What a done one says of itself, or the code and message of the error of a failed one. */
  readonly words: z.infer<typeof stepWords> | undefined;
  /** What it has returned, as an action of this type returns it; undefined as long as it is not done. */
  returned<T extends ActionType>(type: T): OutcomeOf<T> | undefined;
}

export interface RecordedService {
  readonly name: string;
  readonly state: ServiceState;
  readonly startType: StartType;
}

export type ServiceChange = 'stopping' | 'returned';
