import { sendSiteCode } from '../world/site-setup.ts';
import { type Command, hostOf } from './commands.ts';
import { loseServer, restoreOf } from './loss.ts';
import type { Enter } from './repair.ts';
import { after, isOver, type RunningStory } from './running-story.ts';

/** Somebody wants the site back, and types what leads there until it is: with another bare server, where nobody knows any more what was done to this one. */
export async function finishRestore(running: RunningStory, site: string, enter: Enter): Promise<void> {
  const { world, lost, seen, struck } = running;
  let last: string | undefined;
  for (let attempt = 0; attempt < 6 && lost.has(hostOf(site)); attempt++) {
    const command = nextCommand(running, site);
    if (command.type === 'restore') loseServer(running, site);
    const typed = enter(command, 0);
    await world.time.run(after(running, 90, () => isOver(typed)));
    if (typed.ended === undefined) {
      seen.push({ invariant: 'comes-to-an-end', what: `the restore of ${site} has not ended after 90 minutes` });
      return;
    }
    if (/SENDCODE/.test(String(typed.ended.remedy?.first))) {
      // What was noted by a clock that was ahead waits until the others are there as well.
      if (struck.includes('clock jumps')) await world.time.run(after(running, 125, () => false));
      sendSiteCode(world.machines.get(hostOf(site))!);
    }
    last = `${typed.ended.exitCode} ${typed.ended.message ?? ''}`;
  }
  if (lost.has(hostOf(site))) seen.push({ invariant: 'restorable', what: `${site} is not restored: ${last}` });
}

/** A restore that the journal knows of is carried on, unless it was refused because another run came after it; else there is a new one. */
export function nextCommand(running: RunningStory, site: string): Command {
  const runs = running.world.computers[0].journal.tables.get('runs')?.get('') ?? [];
  const last = runs.findLast(({ kind }) => kind === 'restore');
  const isSuperseded = running.typed.some(
    ({ command, ended }) =>
      command.type === 'resume' && command.run === last?.id && ended?.error === 'PROCEDURE_SUPERSEDED',
  );
  return last === undefined || last.status === 'done' || isSuperseded
    ? restoreOf(running, site)
    : { type: 'resume', run: String(last.id) };
}
