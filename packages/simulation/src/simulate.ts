import { runStory, type Told } from './story/run-story.ts';
import { shrink } from './story/shrink.ts';
import { inventStory } from './story/story.ts';
import { tellStory, tellViolations } from './tell.ts';
import type { Template } from './world/template.ts';

export interface Simulation {
  readonly from: number;
  readonly seeds: number;
  /** Tells every story, not only those that end badly. */
  readonly isReplay?: boolean;
  readonly say: (line: string) => void;
}

export interface Result {
  readonly disasters: number;
  readonly violations: number;
  /** Seeds whose stories have broken a promise. */
  readonly bad: readonly number[];
}

/** Runs the stories of so many seeds. Each that breaks a promise is printed in its shortest form, with the command that replays it. */
export async function simulate(
  template: Template,
  { from, seeds, isReplay = false, say }: Simulation,
): Promise<Result> {
  let disasters = 0;
  let violations = 0;
  const bad: number[] = [];
  for (let seed = from; seed < from + seeds; seed++) {
    const story = inventStory(seed);
    const told = await runStory(template, story);
    disasters += told.disasters;
    violations += told.violations.length;
    if (told.violations.length === 0) {
      if (isReplay) for (const line of tellStory(told)) say(line);
      continue;
    }
    bad.push(seed);
    if (bad.length > mostTold) continue;
    const shortest = await shrink(template, story, told);
    for (const line of describe(seed, told, shortest.told)) say(line);
  }
  if (bad.length > mostTold) say(`More that break a promise: ${bad.slice(mostTold).join(', ')}`);
  return { disasters, violations, bad };
}

/** What is wrong with the first ones is often wrong with all. */
const mostTold = 3;

function describe(seed: number, told: Told, shortest: Told): string[] {
  return [
    `Seed ${seed} breaks a promise.`,
    ...tellViolations(told).map(line => `  ${line}`),
    '  The shortest story that does so:',
    ...tellStory(shortest).map(line => `    ${line}`),
    `  Replay it: npm run simulate -- --replay ${seed}`,
  ];
}
