import { ok } from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { sampled } from '../../../scripts/sample.ts';
import { notPlanted, plant, wake } from './planted/plant.ts';
import { planted } from './planted/planted.ts';

/** Up to this seed each fault has to be found. `npm run test:long` looks from the first one on; else one that finds it is enough. */
const budget = 5_000;

plant();
const { inventStory, makeTemplate, runStory, shrink, tellStory } = await import('@resite/simulation');
const template = await makeTemplate();

describe('planted faults', () => {
  after(() => wake(undefined));

  test('all of them are in the product that was loaded', () => {
    ok(notPlanted().length === 0, notPlanted().join(', '));
  });

  for (const { name, seed } of planted) {
    test(`${name}: it is found`, async () => {
      wake(name);
      let last = sampled(seed, 1);
      while (last < sampled(seed, budget) && !(await breaks(last))) last++;
      ok(await breaks(last), `no story up to seed ${last} breaks a promise`);
    });
  }

  test('a story that breaks a promise is printed in its shortest form', async () => {
    const [{ name, seed }] = planted as [(typeof planted)[number]];
    wake(name);
    const story = inventStory(seed);
    const shortest = await shrink(template, story, await runStory(template, story));
    ok(shortest.story.faults.length <= story.faults.length);
    ok(shortest.told.violations.length > 0);
    ok(tellStory(shortest.told).some(line => line.includes('! ')));
  });
});

const breaks = async (seed: number) => (await runStory(template, inventStory(seed))).violations.length > 0;
