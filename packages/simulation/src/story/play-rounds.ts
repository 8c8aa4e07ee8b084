import { registryOf } from '@resite/host/memory';
import { stoppedKey } from '@resite/procedure';
import { chance } from '../time/chance.ts';
import { hostOf } from './commands.ts';
import type { Fault } from './fault.ts';
import { nextCommand } from './finish-restore.ts';
import { loseServer } from './loss.ts';
import { type Enter, putRight } from './repair.ts';
import { after, isOver, isQuiet, type RunningStory } from './running-story.ts';

/** They go on while something is left to put right. */
export async function playRounds(
  running: RunningStory,
  { enter, arm }: { enter: Enter; arm: (faults: readonly Fault[]) => void },
): Promise<void> {
  const { world, story, lost } = running;
  const by = chance(story.seed ^ 0x3c6ef372);
  for (const { isRepaired, command, computer, faults } of story.rounds) {
    if (isRepaired) await putRight(running, by);
    if (isSettled(running)) return;
    const isLost = story.restores !== undefined && lost.has(hostOf(story.restores));
    const typed = isLost ? nextCommand(running, story.restores) : command;
    if (typed.type === 'restore') loseServer(running, story.restores!);
    arm(faults);
    const entered = enter(typed, isLost ? 0 : computer);
    await world.time.run(after(running, 90, () => isOver(entered)));
    await world.time.run(after(running, 10, () => isQuiet(running)));
    arm([]);
  }
}

/** No run is open, no host remembers that its services were stopped, and no site is lost. */
const isSettled = ({ world, lost }: RunningStory) =>
  lost.size === 0 &&
  world.computers.every(
    ({ journal, isGone }) =>
      isGone ||
      (journal.tables.get('runs')?.get('') ?? []).every(({ status }) => status !== 'running' && status !== 'unsettled'),
  ) &&
  [...world.machines.values()].every(machine => registryOf(machine).peek(stoppedKey) === undefined);
