import type { Outcome, Performance } from '../execution/execution.ts';
import type { ActionOf, ActionType } from '../plan/procedure.ts';

/** Performs one action. The caller journals before and after. */
export type Perform<T extends ActionType> = (action: ActionOf<T>, performance: Performance) => Promise<Outcome>;
