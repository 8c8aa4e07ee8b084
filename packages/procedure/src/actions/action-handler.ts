import type { Execution } from '../execution/execution.ts';
import type { OutcomeOf } from '../plan/outcomes.ts';
import type { ActionOf, ActionType } from '../plan/procedure.ts';

/** Carries out one action. The caller journals before and after. */
export type ActionHandler<T extends ActionType> = (action: ActionOf<T>, execution: Execution) => Promise<OutcomeOf<T>>;
