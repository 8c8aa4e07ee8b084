import { now } from '@resite/filesystem/clock';
import type { z } from 'zod';
import type { Step } from '../plan/procedure.ts';
import type { StepRecord } from './records.ts';
import type { RowReader } from './row-reader.ts';
import type { Found, JournalStore } from './store.ts';

/** What the records of steps take from the journal that they are in. */
export interface StepRecordsOf {
  readonly store: JournalStore;
  readonly read: RowReader;
  /** Does `body` all or nothing; `FENCED` unless the run belongs to this process. */
  readonly record: (run: string, body: () => void) => void;
}

/** What a run meant to do, before each step acted, and what came of it. */
export class StepRecords {
  readonly #of: StepRecordsOf;

  constructor(of: StepRecordsOf) {
    this.#of = of;
  }

  begin(run: string, step: Step): void {
    this.#of.record(run, () => {
      const attempt = this.#attempts(run, step.id).length;
      this.#of.store.insert('steps', { run, step: step.id, attempt, state: 'begun', started: now() });
    });
  }

  end(run: string, step: Step, state: 'done' | 'failed', outcome: unknown): void {
    this.#of.record(run, () => {
      const begun = this.#attempts(run, step.id).at(-1);
      if (begun === undefined) return;
      const row = { ...begun, state, ended: now(), outcome: JSON.stringify(outcome ?? null) };
      this.#of.store.replace('steps', { run, step: step.id, attempt: Number(begun.attempt) }, row);
    });
  }

  /** The latest attempt at each step of the run that was begun, in the order they were begun. */
  of(run: string): StepRecord[] {
    const latest = new Map<string, Found>();
    for (const row of this.#of.store.rowsOf(run, 'steps')) {
      latest.delete(String(row.step)); // it stands where it was begun last
      latest.set(String(row.step), row);
    }
    return [...latest.values()].map(this.#of.read.step);
  }

  /** IDs of the steps that were done at their latest attempt. */
  done(run: string): ReadonlySet<string> {
    const { store, read } = this.#of;
    const latest = new Map(store.rowsOf(run, 'steps').map(row => [String(row.step), read.stepState(row)]));
    return new Set([...latest].flatMap(([step, state]) => (state === 'done' ? [step] : [])));
  }

  /** What a step of the run that is done has returned, also in an earlier process. */
  outcome<T>(run: string, step: string, schema: z.ZodType<T>): T {
    const [row] = this.#attempts(run, step).filter(({ state }) => state === 'done');
    if (row === undefined) throw new Error(`step ${step} has no outcome yet`);
    return this.#of.read.outcome(row, schema);
  }

  #attempts(run: string, step: string) {
    return this.#of.store.rows('steps', { run, step });
  }
}
