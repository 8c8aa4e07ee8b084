import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Procedure, Step } from '@resite/procedure';
import fc from 'fast-check';
import { sampled } from '../../../scripts/sample.ts';
import { planSiblingBackup } from '../src/plan/backup/plan-backup.ts';
import { runSteps } from '../src/run/run-steps.ts';
import type { Ending } from '../src/run/schedule.ts';
import { backupFacts, site } from './support/description.ts';

/** A backup of so many sites, S01 on BRANCH1 and so on, below HQ1. */
function planOf(count: number, parallel: number): Procedure {
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  const hosts = Object.fromEntries(numbers.map(number => [`BRANCH${number}`, backupFacts.hosts.BRANCH1]));
  const sites = numbers.map(number => ({
    site: { ...site, siteCode: `S${String(number).padStart(2, '0')}`, siteServer: `BRANCH${number}` },
    host: `BRANCH${number}`,
    account: backupFacts.account,
  }));
  return planSiblingBackup(sites, { ...backupFacts, hosts: { ...hosts, HQ1: backupFacts.hosts.HQ1 }, parallel });
}

interface Course {
  readonly count: number;
  readonly parallel: number;
  /** Steps by their place in the procedure, from 0 to 1, that fail. */
  readonly failing: readonly number[];
  /** After how many steps that were begun the run is interrupted. */
  readonly interrupted: number | undefined;
  /** How long the halves of the steps last, one after another, over and over. */
  readonly durations: readonly number[];
}

const courses = fc.record({
  count: fc.integer({ min: 1, max: 6 }),
  parallel: fc.integer({ min: 1, max: 6 }),
  failing: fc.oneof(
    { weight: 1, arbitrary: fc.constant([]) },
    {
      weight: 3,
      arbitrary: fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { maxLength: 3 }),
    },
  ),
  interrupted: fc.option(fc.nat(40), { nil: undefined, freq: 3 }),
  durations: fc.array(fc.oneof(fc.nat(5), fc.nat(60)), { minLength: 1, maxLength: 30 }),
});

test('whatever the order, durations and failures: sites below one parent', async () => {
  await fc.assert(
    fc.asyncProperty(courses, async course => {
      const world = new World(planOf(course.count, course.parallel), course);
      world.judge(await world.run());
    }),
    { numRuns: sampled(100, 3000) },
  );
});

/** Hosts with services, and nothing else: time passes by turns of the event loop's microtasks. */
class World {
  readonly #procedure: Procedure;
  readonly #course: Course;
  readonly #failing: ReadonlySet<string>;
  readonly #interruption = new AbortController();
  readonly #states = new Map<string, 'up' | 'between' | 'down'>();
  readonly #executed: string[] = [];
  #begun = 0;
  #halves = 0;
  #parentStops = 0;
  #sitesDown = 0;

  constructor(procedure: Procedure, course: Course) {
    this.#procedure = procedure;
    this.#course = course;
    const { steps } = procedure;
    this.#failing = new Set(course.failing.map(part => steps[Math.floor(part * steps.length)]!.id));
    for (const host of Object.keys(procedure.hosts)) this.#states.set(host, 'up');
  }

  run(): Promise<Ending> {
    return runSteps(this.#procedure.steps, {
      parallel: this.#procedure.parallel!,
      signal: this.#interruption.signal,
      execute: (step, signal) => this.#execute(step, signal),
      compensate: async ({ compensation }) => {
        const { host } = compensation as { host: string };
        await this.#pass();
        this.#set(host, 'up');
      },
    });
  }

  judge({ failures, lost, unreturned }: Ending): void {
    for (const [host, state] of this.#states) assert.equal(state, 'up', `${host} is ${state}`);
    assert.ok(this.#parentStops <= 1, 'the parent is stopped once at most');
    assert.deepEqual(unreturned, []);
    const done = (code: string) => this.#executed.includes(`verify/${code}`);
    const { sites = [] } = this.#procedure;
    if (failures.length === 0)
      assert.deepEqual(
        sites.filter(code => !done(code)),
        [...lost.keys()].sort(),
      );
    if (this.#failing.size === 0 && this.#course.interrupted === undefined) {
      assert.deepEqual([...this.#executed].sort(), this.#procedure.steps.map(({ id }) => id).sort());
    }
    const trunk = this.#procedure.steps.filter(({ lane }) => lane === undefined);
    const wholeTrunk = trunk.every(({ id }) => !this.#failing.has(id));
    const someLaneIsWell = sites.some(code => ![...this.#failing].some(id => id.endsWith(`/${code}`)));
    // One site's failure loses no other site's backup.
    if (this.#course.interrupted === undefined && wholeTrunk && someLaneIsWell) assert.deepEqual(failures, []);
  }

  async #execute(step: Step, signal: AbortSignal): Promise<void> {
    if (this.#begun++ === this.#course.interrupted) this.#interruption.abort(new Error('interrupted'));
    const { action, id } = step;
    if (action.type === 'stop-services') this.#beginStop(action.host);
    this.#look(step);
    await this.#pass();
    this.#look(step);
    signal.throwIfAborted();
    if (this.#failing.has(id)) throw new Error(`${id} failed`);
    await this.#pass();
    this.#look(step);
    if (action.type === 'stop-services') this.#set(action.host, 'down');
    if (action.type === 'return-services') this.#set(action.host, 'up');
    this.#executed.push(id);
  }

  #beginStop(host: string): void {
    this.#set(host, 'between');
    if (host === 'HQ1') this.#parentStops++;
    else this.#sitesDown = [...this.#states].filter(([name, state]) => name !== 'HQ1' && state !== 'up').length;
    assert.ok(this.#sitesDown <= this.#course.parallel, 'no more sites are down than may be');
  }

  /** While a site is captured, neither it nor its parent runs. */
  #look({ action, lane }: Step): void {
    const captures =
      ['describe-site', 'confirm-stopped'].includes(action.type) ||
      (action.type === 'capture' && action.after !== undefined);
    if (!captures) return;
    assert.equal(this.#states.get('HQ1'), 'down', `the parent, while ${lane} is captured`);
    assert.equal(this.#states.get(`BRANCH${Number(lane?.slice(1))}`), 'down');
  }

  #set(host: string, state: 'up' | 'between' | 'down'): void {
    this.#states.set(host, state);
  }

  async #pass(): Promise<void> {
    const { durations } = this.#course;
    const duration = durations[this.#halves++ % durations.length] ?? 0;
    for (let turn = 0; turn < duration; turn++) await undefined;
  }
}
