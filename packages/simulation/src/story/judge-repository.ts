import type { RunningStory } from './running-story.ts';

/** Whatever came in between, everything that is in the repository belongs to a whole. */
export async function judgeRepository({ world, seen }: RunningStory): Promise<void> {
  for (const problem of await world.repository.problems()) {
    seen.push({ invariant: 'whole-snapshot', what: `a check of the repository finds: ${problem}` });
  }
}
