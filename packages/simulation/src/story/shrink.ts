import type { Template } from '../world/template.ts';
import { moments } from './arrivals.ts';
import { runStory, type Told } from './run-story.ts';
import type { Story } from './story.ts';

/** The shortest story that breaks the same promise: fewer rounds and faults first, then fewer commands and sites. */
export async function shrink(template: Template, story: Story, first: Told): Promise<{ story: Story; told: Told }> {
  const [violation] = first.violations;
  let shortest = { story, told: first };
  for (let isShorter = true; isShorter; ) {
    isShorter = false;
    for (const candidate of shorter(shortest.story)) {
      const told = await runStory(template, candidate);
      if (!told.violations.some(({ invariant }) => invariant === violation?.invariant)) continue;
      shortest = { story: candidate, told };
      isShorter = true;
      break;
    }
  }
  return shortest;
}

function* shorter(story: Story): Generator<Story> {
  const { faults, commands, rounds, arrivals, cutOffBy } = story;
  for (const index of rounds.keys()) yield { ...story, rounds: rounds.toSpliced(index, 1) };
  for (const [index, round] of rounds.entries()) {
    for (const each of round.faults.keys())
      yield { ...story, rounds: rounds.with(index, { ...round, faults: round.faults.toSpliced(each, 1) }) };
  }
  for (const moment of moments) {
    const some = arrivals[moment];
    for (const index of some.keys()) yield { ...story, arrivals: { ...arrivals, [moment]: some.toSpliced(index, 1) } };
  }
  for (const index of faults.keys()) yield { ...story, faults: faults.toSpliced(index, 1) };
  for (const index of cutOffBy?.keys() ?? []) yield { ...story, cutOffBy: cutOffBy!.toSpliced(index, 1) };
  if (commands.length > 1 && cutOffBy === undefined)
    for (const index of commands.keys()) yield { ...story, commands: commands.toSpliced(index, 1) };
  for (const [index, command] of commands.entries()) {
    if (command.type !== 'backup' || command.sites.length < 2) continue;
    yield { ...story, commands: commands.with(index, { ...command, sites: command.sites.slice(0, 1) }) };
  }
}
