import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Step } from '@resite/procedure';
import fc from 'fast-check';
import { sampled } from '../../../scripts/sample.ts';
import { runSteps, type StepWork } from '../src/run/run-steps.ts';
import { type Ending, Schedule, type Task } from '../src/run/schedule.ts';
import { runSteps as runStepsByPromises } from './support/run-steps-by-promises.ts';

interface Course {
  readonly steps: readonly Step[];
  readonly parallel: number;
  /** Those that fail, when they are executed and when they are compensated. */
  readonly failing: ReadonlySet<string>;
  /** After how many ends somebody interrupts. */
  readonly interrupted: number | undefined;
  /** Which of the tasks under way ends next, over and over. */
  readonly picks: readonly number[];
}

const names = ['A', 'B', 'C', 'D'];
const action = { type: 'start-guardian' } as const;

const plans = fc
  .array(
    fc.record({
      lane: fc.option(fc.constantFrom(...names), { nil: undefined, freq: 4 }),
      after: fc.option(fc.array(fc.nat(30), { maxLength: 3 }), { nil: undefined, freq: 2 }),
      isCompensated: fc.boolean(),
    }),
    { maxLength: 18 },
  )
  .map(parts =>
    parts.map(({ lane, after, isCompensated }, place): Step => {
      const earlier = place === 0 ? undefined : after?.map(number => String(number % place));
      const texts = { title: '', source: '', host: '', byHand: '' };
      return {
        ...{ id: String(place), ...texts, action },
        ...(lane !== undefined && { lane }),
        ...(earlier !== undefined && { after: earlier }),
        ...(isCompensated && { compensation: action }),
      };
    }),
  );

const courses: fc.Arbitrary<Course> = fc.record({
  steps: plans,
  parallel: fc.integer({ min: 1, max: 4 }),
  failing: fc
    .oneof({ weight: 1, arbitrary: fc.constant([]) }, { weight: 3, arbitrary: fc.array(fc.nat(17), { maxLength: 3 }) })
    .map(numbers => new Set(numbers.map(String))),
  interrupted: fc.option(fc.nat(20), { nil: undefined, freq: 3 }),
  picks: fc.array(fc.nat(10), { minLength: 1, maxLength: 20 }),
});

type Told = { readonly task: Task; readonly failure?: { readonly error: unknown } } | 'interrupted';

/** Goes through a course; what was told to the schedule in its order, and after each of it what began. */
function goThrough({ steps, parallel, failing, interrupted, picks }: Course) {
  const schedule = new Schedule(steps, parallel);
  const told: Told[] = [];
  const begun: Task[][] = [schedule.next()];
  const underWay = [...begun[0]!];
  const tell = (one: Told) => {
    told.push(one);
    report(schedule, one);
    const tasks = schedule.next();
    begun.push(tasks);
    underWay.push(...tasks);
  };
  for (let ends = 0; underWay.length > 0; ends++) {
    if (ends === interrupted) tell('interrupted');
    const [task] = underWay.splice(picks[ends % picks.length]! % underWay.length, 1);
    tell({ task: task!, ...(failing.has(task!.step.id) && { failure: { error: task!.step.id } }) });
  }
  return { schedule, told, begun };
}

function report(schedule: Schedule, one: Told): void {
  if (one === 'interrupted') schedule.abort('interrupted');
  else schedule.ended(one.task, one.failure);
}

test('whatever ends when and how: it comes to an ending, each step begins once, after those before it, in its turn', () => {
  fc.assert(
    fc.property(courses, course => {
      const { steps, parallel } = course;
      const { schedule, told, begun } = goThrough(course);
      const ending = schedule.ending;
      assert.ok(ending !== undefined, 'it comes to an ending');

      const executed = begun.flat().filter(({ kind }) => kind === 'execute');
      assert.equal(new Set(executed.map(({ step }) => step.id)).size, executed.length);
      const began = (id: string) =>
        begun.findIndex(tasks => tasks.some(({ kind, step }) => kind === 'execute' && step.id === id));
      const ended = (id: string) =>
        told.findIndex(one => one !== 'interrupted' && one.task.kind === 'execute' && one.task.step.id === id);
      for (const { step } of executed) {
        const ownLane = steps
          .slice(0, steps.indexOf(step))
          .filter(({ lane }) => lane !== undefined && lane === step.lane);
        for (const id of [...ownLane.map(one => one.id), ...(step.after ?? [])])
          assert.ok(ended(id) < began(step.id) || began(id) < 0, `${step.id} waits for ${id}`);
      }
      for (let moment = 0; moment < begun.length; moment++) {
        const atWork = executed.filter(({ step }) => began(step.id) <= moment && ended(step.id) >= moment);
        const lanes = new Set(atWork.flatMap(({ step }) => step.lane ?? []));
        assert.ok(lanes.size <= parallel, `${lanes.size} lanes at once`);
      }
      const stop = told.findIndex(
        one =>
          one === 'interrupted' ||
          (one.failure !== undefined && one.task.step.lane === undefined && one.task.kind === 'execute'),
      );
      if (stop >= 0)
        assert.ok(
          executed.every(({ step }) => began(step.id) <= stop),
          'nothing begins after the stop',
        );
      const lost = [...ending.lost.keys()];
      const isGivenUp = ({ lane }: Step) => ending.failures.length > 0 || (lane !== undefined && lost.includes(lane));
      const wanted = executed
        .filter(({ step }) => step.compensation !== undefined && isGivenUp(step))
        .map(({ step }) => step.id);
      const compensated = begun.flat().flatMap(({ kind, step }) => (kind === 'compensate' ? [step] : []));
      assert.deepEqual(compensated.map(({ id }) => id).sort(), wanted.sort());
      for (const lane of new Set(compensated.map(step => step.lane))) {
        const order = compensated.filter(step => step.lane === lane).map(({ id }) => began(id));
        assert.ok(
          order.every((place, index) => index === 0 || place <= order[index - 1]!),
          'last one first',
        );
      }
      const failed = compensated.filter(({ id }) => course.failing.has(id)).map(({ id }) => id);
      assert.deepEqual([...ending.unreturned].sort(), failed.sort());
    }),
    { numRuns: sampled(600, 20_000) },
  );
});

test('nothing is compensated while a step that it belongs to is under way', () => {
  fc.assert(
    fc.property(courses, course => {
      const { told, begun } = goThrough(course);
      const underWay = new Set<Step>();
      begun.forEach((tasks, moment) => {
        const before = told[moment - 1];
        if (before !== undefined && before !== 'interrupted') underWay.delete(before.task.step);
        for (const { kind, step } of tasks) if (kind === 'execute') underWay.add(step);
        for (const { step } of tasks.filter(({ kind }) => kind === 'compensate'))
          for (const other of underWay) assert.notEqual(other.lane, step.lane);
      });
    }),
    { numRuns: sampled(300, 10_000) },
  );
});

test('told the same once more, it takes the same way', () => {
  fc.assert(
    fc.property(courses, course => {
      const { told, begun, schedule } = goThrough(course);
      const again = new Schedule(course.steps, course.parallel);
      assert.deepEqual(again.next(), begun[0]);
      told.forEach((one, moment) => {
        report(again, one);
        assert.deepEqual(again.next(), begun[moment + 1]);
        assert.deepEqual(again.next(), [], 'what has begun does not begin again');
      });
      assert.deepEqual(again.ending, schedule.ending);
    }),
    { numRuns: sampled(150, 5_000) },
  );
});

/** Lets promises take their course between one end and the next. */
async function withPromises(
  run: (steps: readonly Step[], work: StepWork) => Promise<Ending>,
  { steps, parallel, failing, interrupted, picks }: Course,
) {
  const log: string[][] = [];
  const underWay = new Map<string, (failure?: Error) => void>();
  const start = (kind: string, step: Step) =>
    new Promise<void>((resolve, reject) => {
      underWay.set(`${kind} ${step.id}`, failure => (failure === undefined ? resolve() : reject(failure)));
    });
  const controller = new AbortController();
  let ending: Ending | undefined;
  void run(steps, {
    parallel,
    signal: controller.signal,
    execute: step => start('execute', step),
    compensate: step => start('compensate', step),
  }).then(found => (ending = found));
  for (let ends = 0; ending === undefined; ends++) {
    await nextTurn();
    const open = [...underWay.keys()].sort();
    log.push(open);
    if (ends === interrupted) controller.abort('interrupted');
    const name = open[picks[ends % picks.length]! % Math.max(1, open.length)];
    if (name === undefined) continue;
    const end = underWay.get(name)!;
    underWay.delete(name);
    const [kind, id = ''] = name.split(' ');
    const obeys = kind === 'execute' && controller.signal.aborted && Number(id) % 2 === 0;
    if (failing.has(id)) end(new Error(id));
    else end(obeys ? new DOMException('aborted', 'AbortError') : undefined);
    assert.ok(ends < 200);
  }
  const text = (errors: Iterable<unknown>) => [...errors].map(String);
  return { log, failures: text(ending.failures), lost: text(ending.lost), unreturned: text(ending.unreturned).sort() };
}

test('in a process it is the order that promises make', async () => {
  await fc.assert(
    fc.asyncProperty(courses, async course => {
      assert.deepEqual(await withPromises(runSteps, course), await withPromises(runStepsByPromises, course));
    }),
    { numRuns: sampled(150, 5_000) },
  );
});
