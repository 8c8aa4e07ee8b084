import type { StepRecord } from '../journal/journal.ts';
import type { OutcomeOf } from '../plan/outcomes.ts';
import type { ActionOf, ActionType, Step } from '../plan/procedure.ts';

/** A step that is done, whose action is of one type, with what it has returned. */
export interface DoneStep<T extends ActionType> {
  readonly step: Step & { readonly action: ActionOf<T> };
  readonly record: StepRecord;
  readonly outcome: OutcomeOf<T>;
}

/** In the order of the procedure. `JOURNAL_DAMAGED` when one has returned what no such action returns. */
export function doneSteps<T extends ActionType>(
  type: T,
  steps: readonly Step[],
  records: readonly StepRecord[],
): DoneStep<T>[] {
  const isOfType = (step: Step): step is DoneStep<T>['step'] => step.action.type === type;
  return steps.filter(isOfType).flatMap(step => {
    const record = records.find(({ stepId }) => stepId === step.id);
    const outcome = record?.returned(type);
    return record === undefined || outcome === undefined ? [] : [{ step, record, outcome }];
  });
}
