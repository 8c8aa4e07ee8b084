import { deepEqual, equal, ok } from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { inventStory, makeTemplate, runStory, simulate, type Template } from '@resite/simulation';
import { longTest, sampled, sampleOf } from '../../../scripts/sample.ts';

describe('simulation', () => {
  let template: Template;
  before(async () => {
    template = await makeTemplate();
  });

  test('every promise is kept, whatever happens', async () => {
    const lines: string[] = [];
    const { violations } = await simulate(template, {
      from: 1,
      seeds: sampled(40, 20_000),
      say: line => lines.push(line),
    });
    equal(violations, 0, lines.join('\n'));
  });

  /**
   * Somebody else has the hosts by then; a clock was ahead for hours; a server boots before accounts are locked, or meanwhile; a guardian
   * takes over while services are returned, before the first step of what is resumed.
   */
  for (const [seed, given] of [
    [159, test],
    [396, longTest],
    [1836, test],
    [2054, test],
    [2060, test],
  ] as const) {
    given(`every promise is kept in story ${seed}`, async () => {
      deepEqual((await runStory(template, inventStory(seed))).violations, []);
    });
  }

  test('a replay tells the story step by step', async () => {
    const lines: string[] = [];
    await simulate(template, { from: 2, seeds: 1, isReplay: true, say: line => lines.push(line) });
    ok(lines.some(line => /^20:00:00.000 ADMIN1: resite backup/.test(line)));
    ok(lines.some(line => /^\S+ ! /.test(line)));
  });

  test('the same seed tells the same story', async () => {
    for (const seed of sampleOf([3, 8, 14], 2)) {
      const [first, second] = [
        await runStory(template, inventStory(seed)),
        await runStory(template, inventStory(seed)),
      ];
      deepEqual(second, first);
    }
  });
});
