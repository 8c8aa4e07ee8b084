import type { ServiceState, StartType } from '@resite/host';
import type { z } from 'zod';
import { outcomeSchemas, stepWords } from '../plan/outcomes.ts';
import type { Procedure } from '../plan/procedure.ts';
import { readProcedure } from './procedure-schema.ts';
import { isAlive, processNumber, standsStill } from './process-identity.ts';
import type { RecordedService, StepRecord } from './records.ts';
import type { Run, RunStatus } from './run.ts';
import type { Found, JournalStore } from './store.ts';

/** What the rows of a journal mean. `JOURNAL_DAMAGED` for one that no journal could have written. */
export interface RowReader {
  run(row: Found): Run;
  step(row: Found): StepRecord;
  stepState(row: Found): StepRecord['state'];
  service(row: Found): RecordedService;
  /** What a step has returned. */
  outcome<T>(row: Found, schema: z.ZodType<T>): T;
}

const anyWords = stepWords.nullable();
const stepStates: readonly StepRecord['state'][] = ['begun', 'done', 'failed'];
const serviceStates: readonly ServiceState[] = ['stopped', 'start-pending', 'running', 'stop-pending'];
const startTypes: readonly StartType[] = ['auto', 'manual', 'disabled'];
const kinds: readonly Procedure['kind'][] = ['backup', 'restore', 'rehearsal'];
const runStatuses: readonly RunStatus[] = ['running', 'done', 'partial', 'failed', 'interrupted', 'unsettled'];

export function createRowReader(store: JournalStore): RowReader {
  /** By run: a procedure does not change. */
  const procedures = new Map<string, Procedure>();

  const one = <T extends string>(known: readonly T[], found: unknown, run: string): T => {
    const value = known.find(each => each === found);
    if (value === undefined) throw store.damaged(run, `it has none of ${known.join(', ')}`);
    return value;
  };

  const json = (text: unknown, run: string): unknown => {
    try {
      return JSON.parse(String(text));
    } catch {
      throw store.damaged(run, 'what should be JSON is not');
    }
  };

  const names = (text: unknown, run: string): string[] => {
    const read = json(text, run);
    if (Array.isArray(read) && read.every(name => typeof name === 'string')) return read;
    throw store.damaged(run, 'it has no list of names');
  };

  const procedureOf = (run: string): Procedure => {
    const known = procedures.get(run);
    if (known !== undefined) return known;
    const [row] = store.rowsOf(run, 'procedures');
    const procedure = row === undefined ? 'it is missing' : readProcedure(json(row.procedure, run));
    if (typeof procedure === 'string') throw store.damaged(run, `its procedure: ${procedure}`);
    procedures.set(run, procedure);
    return procedure;
  };

  const outcome = <T>(row: Found, schema: z.ZodType<T>): T => {
    const run = String(row.run);
    const read = schema.safeParse(json(row.outcome, run));
    if (read.success) return read.data;
    const [issue] = read.error.issues;
    const place = [row.step, ...(issue?.path ?? [])].join('.');
    throw store.damaged(run, `what its step returned, at ${place}: ${issue?.message}`);
  };

  const stepState = ({ run, state }: Found) => one(stepStates, state, String(run));

  return {
    run: row => {
      const id = String(row.id);
      const owner = String(row.owner);
      const status = one(runStatuses, row.status, id);
      const alive = status === 'running' && isAlive(owner);
      return {
        id,
        kind: one(kinds, row.kind, id),
        sites: names(row.sites, id),
        hosts: names(row.hosts, id),
        get procedure() {
          return procedureOf(id);
        },
        status,
        ...times(row),
        alive,
        process: processNumber(owner),
        standsStill: alive && standsStill(owner),
      };
    },

    step: row => ({
      stepId: String(row.step),
      state: stepState(row),
      ...times(row),
      words: row.outcome === null ? undefined : (outcome(row, anyWords) ?? undefined),
      returned: type => (row.state === 'done' ? outcome(row, outcomeSchemas[type]) : undefined),
    }),

    stepState,

    service: row => ({
      name: String(row.name),
      state: one(serviceStates, row.state, String(row.run)),
      startType: one(startTypes, row.start_type, String(row.run)),
    }),

    outcome,
  };
}

function times({ started, ended }: Found): { started: Date; ended: Date | undefined } {
  return { started: new Date(Number(started)), ended: ended === null ? undefined : new Date(Number(ended)) };
}
