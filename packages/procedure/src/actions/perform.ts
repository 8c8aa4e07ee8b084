import type { Outcome, Performance } from '../performance.ts';
import type { ActionOf, ActionType } from '../procedure.ts';

/** Performs one action. The caller journals before and after. */
export type Perform<T extends ActionType> = (action: ActionOf<T>, performance: Performance) => Promise<Outcome>;
