import { deepEqual, equal, ok } from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import {
  inventStory,
  makeTemplate,
  noArrivals,
  runStory,
  type Story,
  type Template,
  tellStory,
} from '@resite/simulation';
import { sampled } from '../../../scripts/sample.ts';

/** Every seventy-fifth from the eighth on: the first with a restore, and one in four of all. */
const seeds = Array.from({ length: sampled(2, 250) }, (_, number) => 8 + 75 * number);

describe('stories on the real engine of the repository', () => {
  let template: Template;
  before(async () => {
    template = await makeTemplate();
  });

  test('every promise is kept, whatever happens', async () => {
    const stories = seeds.map(inventStory);
    ok(stories.every(({ isSealed }) => isSealed));
    ok(stories.some(({ restores }) => restores !== undefined));
    for (const story of stories) {
      const told = await runStory(template, story);
      deepEqual(told.violations, [], tellStory(told).join('\n'));
    }
  });

  test('it holds the same snapshots as the one that only keeps the contract', async () => {
    let calls = 0;
    for (const seed of [2, 3, 4]) {
      const story: Story = {
        seed,
        commands: [{ type: 'backup', sites: ['S01'] }],
        faults: [],
        rounds: [],
        restores: 'S01',
        arrivals: noArrivals,
      };
      const [sealed, plain] = [await runStory(template, { ...story, isSealed: true }), await runStory(template, story)];
      deepEqual([sealed.violations, plain.violations], [[], []]);
      equal(steps(sealed), steps(plain));
      calls += sealed.calls - plain.calls;
    }
    // In a single story, one more look at a service that is slow to stop weighs as much.
    ok(calls > 0, 'every file of the repository is a call of its own');
  });
});

/** What ended well, without IDs and times. */
const steps = (told: Parameters<typeof tellStory>[0]) =>
  tellStory(told)
    .filter(line => / {4}[\w/-]+: done/.test(line))
    .map(line => line.slice(13).replace(/\(process \d+\)/, ''))
    .sort()
    .join('\n');
