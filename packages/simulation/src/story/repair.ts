import { defined } from '@resite/errors';
import type { ProcedureRemedy } from '@resite/procedure';
import { type Chance, chance } from '../time/chance.ts';
import { type Command, type Ended, type Typed, textOf } from './commands.ts';
import { finishRestore } from './finish-restore.ts';
import { countAnew, letArrive } from './let-arrive.ts';
import { loseServer } from './loss.ts';
import { rehearseAgain } from './rehearse-again.ts';
import { after, isOver, isQuiet, type RunningStory } from './running-story.ts';

/** Types a command at one of the computers. */
export type Enter = (command: Command, computer: 0 | 1) => Typed;

/** The person who comes in the morning puts right what is broken, and types what the messages say. */
export async function repair(running: RunningStory, enter: Enter): Promise<void> {
  const { world, story, template } = running;
  const by = chance(story.seed ^ 0x2545f491);
  await putRight(running, by);
  if (!isQuiet(running)) {
    const still = world.computers.flatMap(({ processes }) => [...processes.values()].map(({ what }) => what));
    running.seen.push({ invariant: 'comes-to-an-end', what: `still at work after 15 minutes: ${still.join(', ')}` });
  }
  await waitForStaleLocks(running);
  const used = world.computers[0].isGone ? [1 as const] : running.second.size > 0 ? ([0, 1] as const) : [0 as const];
  for (const computer of used) await settleAll(running, computer, enter);
  if (story.restores !== undefined) {
    await finishRestore(running, story.restores, enter);
    countAnew(running);
    letArrive(running, 'restored');
    // Whoever has lost the journal as well knows nothing of what the first restore gave out.
    if (by.happens(0.3) && !running.struck.includes('journal is lost')) {
      loseServer(running, story.restores);
      await finishRestore(running, story.restores, enter);
      countAnew(running);
      letArrive(running, 'again');
    }
    if (world.repairs.length > 0) await putRight(running, by);
  }
  if (story.rehearses !== undefined) await rehearseAgain(running, story.rehearses, enter);
  if (by.happens(0.25)) {
    const sites = by.happens(0.2) ? template.sites : [by.one(template.sites)];
    const next = enter({ type: 'backup', sites, acceptClocks: true }, 0);
    await world.time.run(after(running, 30, () => isOver(next)));
    if (next.ended?.exitCode !== 0) {
      running.seen.push({
        invariant: 'next-run',
        what: `the next backup ended with ${next.ended?.exitCode} ${next.ended?.message}`,
      });
    }
  }
}

/** Repairs what is broken, and thaws or kills what is frozen. */
export async function putRight(running: RunningStory, by: Chance): Promise<void> {
  const { world } = running;
  world.tell('somebody puts everything right');
  for (const action of world.repairs.splice(0)) action();
  const isThawed = by.happens(0.5);
  for (const { processes } of world.computers) {
    for (const process of [...processes.values()]) {
      if (process.state !== 'frozen') continue;
      if (isThawed) process.thaw();
      else process.die('somebody kills it, as it hangs');
    }
  }
  const boot = world.time.now + 45_000;
  await world.time.run(after(running, 15, () => world.time.now > boot && isQuiet(running)));
}

/** The exclusive lock of a process that died counts as stale for other computers after half an hour. */
async function waitForStaleLocks(running: RunningStory): Promise<void> {
  const locking: readonly Command['type'][] = ['forget', 'repo prune'];
  const hasDied = running.typed.some(({ command, ended }) => locking.includes(command.type) && ended === undefined);
  if (hasDied) await running.world.time.run(after(running, 31, () => false));
}

/** Types `resite resume`, then what it says, until it has nothing more to say; and once more. */
async function settleAll(running: RunningStory, computer: 0 | 1, enter: Enter): Promise<void> {
  const { world, seen } = running;
  let command: Command = { type: 'resume' };
  for (let attempt = 0; attempt < 6; attempt++) {
    const typed = enter(command, computer);
    await world.time.run(after(running, 15, () => isOver(typed)));
    const { ended } = typed;
    if (ended === undefined) {
      seen.push({ invariant: 'comes-to-an-end', what: `${textOf(command)} has not ended after 15 minutes` });
      return;
    }
    if (ended.exitCode === 0 && attempt > 0 && command.type === 'resume') return;
    command = ended.exitCode === 0 ? { type: 'resume' } : commandFor(ended.remedy);
    await world.time.run(after(running, 1 / 60, () => false));
  }
  const last = running.typed.at(-1)!;
  seen.push({
    invariant: 'repairable',
    what: `after six commands ${textOf(last.command)} still ends with ${last.ended?.exitCode} ${last.ended?.message}`,
  });
}

/** What a person types who does what the error says. */
function commandFor(remedy: Ended['remedy']): Command {
  if (remedy !== undefined && fromHosts.has(remedy.kind)) return { type: 'resume --from-hosts' };
  return defined({ type: 'resume', force: remedy?.kind === 'take-over' || undefined });
}

const fromHosts: ReadonlySet<string> = new Set<ProcedureRemedy['kind']>([
  'ask-other-computer',
  'resume-after-hosts',
  'return-from-host',
  'replace-journal',
  'begin-journal',
]);
