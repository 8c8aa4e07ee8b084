import type { RunningStory } from '../story/running-story.ts';

/** Something that is true after every story. */
export interface Invariant {
  readonly name: string;
  /** What is promised, in a sentence. */
  readonly promise: string;
  /** Called when everything is repaired and settled: what is not as promised, or nothing. */
  readonly broken: (story: RunningStory) => readonly string[];
}
