import { invariants } from './invariants/invariants.ts';
import type { Told } from './story/run-story.ts';

/** A story in lines, with the time of the simulated world before each. */
export const tellStory = ({ told }: Told): string[] =>
  told.map(({ time, what }) => `${new Date(time).toISOString().slice(11, 23)} ${what}`);

/** What is not as promised. */
export const tellViolations = ({ violations }: Told): string[] =>
  violations.flatMap(({ invariant, what }) => [
    `${invariant}: ${what}`,
    `  Promised: ${invariants.find(({ name }) => name === invariant)?.promise}`,
  ]);
