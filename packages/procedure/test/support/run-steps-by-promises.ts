import type { Step } from '../../src/plan/procedure.ts';
import type { StepWork } from '../../src/run/run-steps.ts';
import type { Ending } from '../../src/run/schedule.ts';

/**
 * The order of steps as promises make it, to compare a schedule with. Performs steps in their order, and side by side where `lane` and `after` say so. When a step without a lane fails,
 * or `signal` aborts, nothing more begins, what is under way is awaited, and the compensations of all steps that were
 * begun run, last one first. A failed lane is settled in this way by itself; when none is left, everything ends.
 */
export async function runSteps(steps: readonly Step[], work: StepWork): Promise<Ending> {
  const stop = new AbortController();
  work.signal.addEventListener('abort', () => stop.abort(work.signal.reason));
  const { signal } = stop; // the reason of `AbortSignal.any` is that of its first source, and not the first one
  const laneCount = new Set(steps.flatMap(({ lane }) => lane ?? [])).size;
  const begun: Step[] = [];
  const failures: unknown[] = [];
  const lost = new Map<string, unknown>();
  const settled: Promise<unknown[]>[] = [];

  const fail = (error: unknown) => {
    if (!failures.includes(error)) failures.push(error);
    stop.abort(error);
  };
  const giveUp = (lane: string, error: unknown) => {
    lost.set(lane, error);
    settled.push(
      compensate(
        begun.filter(step => step.lane === lane),
        work,
      ),
    );
    if (lost.size === laneCount) for (const reason of lost.values()) fail(reason);
  };
  const begin = async (step: Step) => {
    if (step.lane !== undefined && lost.has(step.lane)) return;
    if (signal.aborted) return fail(signal.reason);
    begun.push(step);
    try {
      await work.execute(step, signal);
    } catch (error) {
      if (signal.aborted) fail(isConsequence(error) ? signal.reason : error);
      else if (step.lane === undefined) fail(error);
      else giveUp(step.lane, error);
    }
  };

  await inOrder(steps, work.parallel, begin);
  if (failures.length > 0) {
    settled.push(
      compensate(
        begun.filter(({ lane }) => lane === undefined || !lost.has(lane)),
        work,
      ),
    );
  }
  const unreturned = (await Promise.all(settled)).flat();
  return { failures, lost, unreturned };
}

/** Calls `begin`, which never fails, for each step once all have ended that it comes after. */
async function inOrder(steps: readonly Step[], parallel: number, begin: (step: Step) => Promise<void>): Promise<void> {
  const ends = new Map<string, Promise<void>>();
  const turns = createTurns(parallel);
  for (const stretch of stretches(steps)) {
    const turn = stretch[0]?.lane === undefined ? undefined : turns.take();
    for (const step of stretch) {
      const before = predecessors(step, steps).map(id => ends.get(id));
      ends.set(
        step.id,
        Promise.all([turn, ...before]).then(() => begin(step)),
      );
    }
    if (turn !== undefined) void ends.get(stretch.at(-1)!.id)?.then(turns.give);
  }
  await Promise.all(ends.values());
}

/** The IDs of the steps that must have ended before this one begins: all of them stand before it. */
function predecessors({ id, lane, after }: Step, steps: readonly Step[]): string[] {
  const earlier = steps.slice(
    0,
    steps.findIndex(step => step.id === id),
  );
  const ownLane = lane === undefined ? [] : earlier.filter(step => step.lane === lane);
  const others = after ?? earlier.filter(step => lane === undefined || step.lane === undefined).map(step => step.id);
  return [...ownLane.map(step => step.id), ...others];
}

/** Neighbours of one lane, which take one turn together: a lane that has begun to stop a site is not kept waiting. */
function stretches(steps: readonly Step[]): Step[][] {
  const found: Step[][] = [];
  for (const step of steps) {
    const last = found.at(-1);
    if (last?.[0]?.lane === step.lane && last !== undefined) last.push(step);
    else found.push([step]);
  }
  return found;
}

/** Gives out turns in the order in which they are asked for: who holds one never waits for somebody who asked later. */
function createTurns(count: number) {
  const waiting: (() => void)[] = [];
  let free = count;
  return {
    take: async () => {
      if (free > 0) free--;
      else await new Promise<void>(resolve => waiting.push(resolve));
    },
    give: () => {
      const next = waiting.shift();
      if (next === undefined) free++;
      else next();
    },
  };
}

/** The compensations of steps that were begun, last one first, lanes side by side: one failure does not stop the next. */
async function compensate(steps: readonly Step[], work: StepWork): Promise<unknown[]> {
  const failures: unknown[] = [];
  const lanes = Map.groupBy(steps.toReversed(), ({ lane }) => lane);
  const inLane = async (lane: readonly Step[]) => {
    for (const step of lane) {
      if (step.compensation === undefined) continue;
      await work.compensate(step).catch((error: unknown) => failures.push(error));
    }
  };
  await Promise.all([...lanes.values()].map(inLane));
  return failures;
}

const isConsequence = (error: unknown) => error instanceof Error && error.name === 'AbortError';
