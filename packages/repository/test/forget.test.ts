import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { defined } from '@resite/errors';
import fc from 'fast-check';
import { sampled } from '../../../scripts/sample.ts';
import { encodeSnapshot } from '../src/format/snapshot-file.ts';
import {
  applyPolicy,
  type ForgetPolicy,
  forgetSnapshots,
  parseDuration,
  removeSnapshots,
  type Snapshot,
} from '../src/index.ts';
import { internals, type OpenedRepository } from '../src/opened/opened-repository.ts';
import { makeRepository, resticOk, temporaryFolder } from './helpers.ts';
import { makeMemoryRepository } from './memory-repository.ts';
import { virtualSource } from './virtual-source.ts';

interface Made {
  time: string;
  tags?: string[];
  hostname?: string;
  paths?: string[];
}

/** Commits snapshots of nothing at the given times. */
async function commitAt(repository: OpenedRepository, all: readonly Made[]): Promise<Snapshot[]> {
  const { tree } = await repository.archive(virtualSource({}));
  const fields = all.map(({ hostname = 'branch1', paths = ['/data'], ...rest }) => ({
    hostname,
    paths,
    ...rest,
    tree,
    username: 'tester',
  }));
  await repository.commit(fields[0]!);
  const { store } = repository[internals];
  for (const more of fields.slice(1)) await store.saveUnpacked('snapshots', encodeSnapshot(more));
  return repository.snapshots();
}

const snapshotAt = (time: string, tags?: string[]): Snapshot => ({
  id: time,
  time,
  tree: '',
  paths: ['/data'],
  hostname: 'branch1',
  username: 'tester',
  ...defined({ tags }),
});

const cases: { name: string; policy: ForgetPolicy; times: string[]; kept: string[] }[] = [
  {
    name: 'the newest of a minute counts',
    policy: { minutely: 2 },
    times: ['2024-03-03T10:01:20Z', '2024-03-03T10:01:05Z', '2024-03-03T09:59:00Z', '2024-03-03T09:58:00Z'],
    kept: ['2024-03-03T10:01:20Z', '2024-03-03T09:59:00Z'],
  },
  {
    name: 'of the last hour, the newest of each minute counts',
    policy: { withinMinutely: parseDuration('1h') },
    times: ['2024-03-03T10:01:20Z', '2024-03-03T10:01:05Z', '2024-03-03T09:59:00Z', '2024-03-03T08:58:00Z'],
    kept: ['2024-03-03T10:01:20Z', '2024-03-03T09:59:00Z'],
  },
  {
    name: 'the newest of a day counts',
    policy: { daily: 2 },
    times: ['2024-03-03T10:00:00Z', '2024-03-03T09:00:00Z', '2024-03-02T08:00:00Z', '2024-03-01T08:00:00Z'],
    kept: ['2024-03-03T10:00:00Z', '2024-03-02T08:00:00Z'],
  },
  {
    name: 'days without a snapshot do not count',
    policy: { daily: 2 },
    times: ['2024-03-09T10:00:00Z', '2024-03-01T09:00:00Z', '2024-02-01T08:00:00Z'],
    kept: ['2024-03-09T10:00:00Z', '2024-03-01T09:00:00Z'],
  },
  {
    name: 'the calendar is that of the zone in which the time was written',
    policy: { daily: 2 },
    times: ['2024-03-02T00:30:00+02:00', '2024-03-01T23:30:00+02:00', '2024-03-01T01:00:00+02:00'],
    kept: ['2024-03-02T00:30:00+02:00', '2024-03-01T23:30:00+02:00'],
  },
  {
    name: 'a week may lie in two years',
    policy: { weekly: 1 },
    times: ['2021-01-03T00:00:00Z', '2020-12-28T00:00:00Z', '2020-12-27T00:00:00Z'],
    kept: ['2021-01-03T00:00:00Z'],
  },
  {
    name: 'the oldest is kept while a rule has counts left',
    policy: { monthly: 3 },
    times: ['2024-03-20T00:00:00Z', '2024-03-10T00:00:00Z', '2024-03-01T00:00:00Z'],
    kept: ['2024-03-20T00:00:00Z', '2024-03-01T00:00:00Z'],
  },
  {
    name: 'durations go back from the newest snapshot, not from today',
    policy: { within: parseDuration('1m') },
    times: ['2020-03-31T00:00:00Z', '2020-03-02T00:00:01Z', '2020-03-02T00:00:00Z'],
    kept: ['2020-03-31T00:00:00Z', '2020-03-02T00:00:01Z'],
  },
  {
    name: 'a snapshot from the future uses up no count, lends its time to no rule, and stays',
    policy: { last: 1, yearly: 1 },
    times: ['2999-01-01T00:00:00Z', '2998-01-01T00:00:00Z', '2020-03-02T00:00:00Z', '2019-03-02T00:00:00Z'],
    kept: ['2999-01-01T00:00:00Z', '2998-01-01T00:00:00Z', '2020-03-02T00:00:00Z'],
  },
  {
    name: 'a snapshot of the future is no start for durations',
    policy: { within: parseDuration('1d') },
    times: ['2999-01-01T00:00:00Z', '2020-03-02T00:00:00Z', '2020-02-01T00:00:00Z'],
    kept: ['2999-01-01T00:00:00Z', '2020-03-02T00:00:00Z'],
  },
  {
    name: 'Infinity keeps one of each period',
    policy: { yearly: Number.POSITIVE_INFINITY },
    times: ['2024-03-02T00:00:00Z', '2024-01-02T00:00:00Z', '2020-03-02T00:00:00Z', '1999-03-02T00:00:00Z'],
    kept: ['2024-03-02T00:00:00Z', '2020-03-02T00:00:00Z', '1999-03-02T00:00:00Z'],
  },
];

for (const { name, policy, times, kept } of cases) {
  test(`forget: ${name}`, () => {
    const decisions = applyPolicy(
      times.toReversed().map(time => snapshotAt(time)),
      policy,
    );
    assert.deepEqual(
      decisions.filter(({ reasons }) => reasons.length > 0).map(({ snapshot }) => snapshot.time),
      kept,
    );
  });
}

test('forget: reasons are given in restic’s words', () => {
  const [first, second, third] = applyPolicy(
    [
      snapshotAt('2024-03-03T10:00:00Z', ['a', 'b']),
      snapshotAt('2024-03-03T09:00:00Z'),
      snapshotAt('2024-03-03T08:00:00Z'),
    ],
    { last: 1, daily: 2, withinMonthly: parseDuration('1y2h'), tags: [['a', 'b'], ['c']] },
  );
  assert.deepEqual(first!.reasons, ['has tags [a, b]', 'last snapshot', 'daily snapshot', 'monthly within 1y2h']);
  assert.deepEqual(second!.reasons, []);
  assert.deepEqual(third!.reasons, ['oldest daily snapshot', 'oldest monthly within 1y2h']);
});

for (const text of ['', '5', '5x', '1h1d', '-1d', '0d', 'd']) {
  test(`forget: ${JSON.stringify(text)} is not a duration`, () => {
    assert.throws(() => parseDuration(text), { code: 'USAGE' });
  });
}

test('forget: without a rule, or when a group would be left empty, nothing is removed', async () => {
  const repository = await makeMemoryRepository();
  const made = await commitAt(repository, [
    { time: '2024-03-03T10:00:00Z', tags: ['keep'] },
    { time: '2024-03-03T11:00:00Z', hostname: 'branch2' },
  ]);
  for (const policy of [{}, { last: 0 }, { tags: [] }, { tags: [['keep']] }]) {
    await assert.rejects(forgetSnapshots(repository, policy), { code: 'KEEPS_NOTHING' });
  }
  assert.deepEqual(await repository.snapshots(), made);
});

test('forget: groups, filters and dry runs', async () => {
  const repository = await makeMemoryRepository();
  await commitAt(repository, [
    { time: '2024-03-01T10:00:00Z', tags: ['site:S01'], paths: ['/a', '/b'] },
    { time: '2024-03-02T10:00:00Z', tags: ['site:S01'], paths: ['/b', '/a'] },
    { time: '2024-03-03T10:00:00Z', tags: ['site:S02'], paths: ['/a', '/b'] },
    { time: '2024-03-04T10:00:00Z', tags: ['site:S02'], hostname: 'branch2' },
  ]);
  const times = async () => (await repository.snapshots()).map(({ time }) => time.slice(8, 10));
  const [group, ...others] = await forgetSnapshots(
    repository,
    { last: 1 },
    { tags: [['site:S01']], groupBy: ['tags'], dryRun: true },
  );
  assert.deepEqual(others, []);
  assert.deepEqual(group!.tags, ['site:S01']);
  assert.deepEqual(
    group!.remove.map(({ time }) => time),
    ['2024-03-01T10:00:00Z'],
  );
  assert.deepEqual(await times(), ['01', '02', '03', '04']);

  await forgetSnapshots(repository, { last: 1 }, { tags: [['site:S01']] });
  assert.deepEqual(await times(), ['02', '03', '04']);
  await forgetSnapshots(repository, { last: 1 });
  assert.deepEqual(await times(), ['03', '04']);
  await forgetSnapshots(repository, { last: 1 }, { hosts: ['branch3'] });
  assert.deepEqual(await times(), ['03', '04']);
  const [removed] = (await removeSnapshots(repository, ['latest'], { dryRun: true })).snapshots;
  await removeSnapshots(repository, [removed!.id.slice(0, 10), removed!.id]);
  assert.deepEqual(await times(), ['03']);
  await assert.rejects(removeSnapshots(repository, [removed!.id]), { code: 'SNAPSHOT_MISSING' });
});

interface ResticGroup {
  keep: { id: string }[] | null;
  remove: { id: string }[] | null;
  reasons: { snapshot: { time: string }; matches: string[] }[] | null;
}

test('forget decides as stock restic does', async t => {
  const repository = await makeRepository(t, join(temporaryFolder(t), 'repository'));
  // Times close together and far apart, in several zones; two of the same moment have no order.
  const hours = fc.sample(fc.uniqueArray(fc.nat(24 * 800), { minLength: 40, maxLength: 40 }), {
    numRuns: 1,
    seed: 7,
  })[0]!;
  const zones = ['Z', '+05:30', '-08:00'];
  await commitAt(
    repository,
    hours.map((hour, number) => ({
      time: new Date(Date.UTC(2022, 0, 1) + (number % 2 ? hour : hour % 200) * 3_600_000 + number * 1000)
        .toISOString()
        .replace('.000Z', zones[number % 3]!),
      tags: [['a'], ['a', 'b'], []][number % 3]!,
      paths: number % 4 === 0 ? ['/b', '/a'] : ['/a', '/b'],
    })),
  );
  const count = fc.option(fc.integer({ min: 0, max: 6 }), { nil: undefined });
  const duration = fc.option(
    fc
      .tuple(fc.nat(1), fc.nat(13), fc.nat(40), fc.nat(30))
      .map(([y, m, d, h]) => `${y}y${m}m${d}d${h}h`)
      .filter(text => text !== '0y0m0d0h'),
    { nil: undefined },
  );
  const options = fc.record({
    last: count,
    hourly: count,
    daily: count,
    weekly: count,
    monthly: count,
    yearly: count,
    within: duration,
    'within-hourly': duration,
    'within-daily': duration,
    'within-weekly': duration,
    'within-monthly': duration,
    'within-yearly': duration,
    tag: fc.constantFrom(undefined, 'b', 'a,b', ''),
    group: fc.constantFrom('', 'host,paths', 'tags'),
  });
  await fc.assert(
    fc.asyncProperty(options, async ({ group, tag, ...rules }) => {
      const args = Object.entries({ ...rules, tag }).flatMap(([name, value]) =>
        value === undefined ? [] : [`--keep-${name}`, String(value)],
      );
      const policy: Record<string, unknown> = tag === undefined ? {} : { tags: [tag.split(',')] };
      for (const [name, value] of Object.entries(rules)) {
        if (value === undefined) continue;
        const key = name.replace(/-(.)/, (_, letter: string) => letter.toUpperCase());
        policy[key] = typeof value === 'number' ? value : parseDuration(value);
      }
      fc.pre(Object.values(policy).some(value => value !== 0));
      const theirs = JSON.parse(
        await resticOk(repository.location, [
          'forget',
          '--dry-run',
          '--no-lock',
          '--json',
          '--group-by',
          group,
          ...args,
        ]),
      ) as ResticGroup[];
      const ours = await forgetSnapshots(repository, policy, {
        groupBy: group.split(',').filter(Boolean) as ('host' | 'paths' | 'tags')[],
        dryRun: true,
      });
      // The Debian version does not keep the oldest one yet.
      const isLate = (reason: string) => reason.startsWith('oldest ');
      const kept = ours.flatMap(({ keep }) =>
        keep.map(({ snapshot, reasons }) => [snapshot.id, reasons.filter(reason => !isLate(reason))] as const),
      );
      const wanted = theirs.flatMap(({ keep, reasons }) =>
        (keep ?? []).map(({ id }, position) => [id, reasons![position]!.matches] as const),
      );
      const plain = (list: readonly (readonly [string, string[]])[]) =>
        Object.fromEntries(
          list.map(([id, reasons]) => [id, reasons.map(text => text.replace(/^has tags.*/, 'has tags'))]),
        );
      assert.deepEqual(plain(kept.filter(([, reasons]) => reasons.length > 0)), plain(wanted));
      const all = ours.flatMap(({ keep, remove }) => [
        ...keep.map(({ snapshot }) => snapshot.id),
        ...remove.map(({ id }) => id),
      ]);
      assert.equal(new Set(all).size, hours.length);
    }),
    { numRuns: sampled(6, 200) },
  );
});
