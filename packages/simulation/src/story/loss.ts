import { powerOff, update } from '@resite/host/memory';
import { type Command, hostOf } from './commands.ts';
import type { RunningStory } from './running-story.ts';

/** The server of a site is lost, and somebody has put another one in its place: the same computer without SMS. */
export function loseServer({ world, template, lost }: RunningStory, site: string): void {
  const host = hostOf(site);
  const machine = world.machines.get(host)!;
  powerOff(machine);
  update(machine, template.bare.get(host)!);
  world.powerLost.set(host, world.time.now);
  lost.add(host);
  world.tell(`${host} is lost, and another computer is in its place, without SMS`);
}

export function rehearsalOf({ world }: RunningStory, site: string): Command {
  return { type: 'rehearse', site, trusting: world.repository.snapshots.at(-1)! };
}

/** The latest snapshot, or the first one that the story has seen being made. */
export function restoreOf(running: RunningStory, site: string): Command {
  const id = running.story.isOlder ? running.made[0]! : running.world.repository.snapshots.at(-1)!;
  running.restored = id;
  return { type: 'restore', site, trusting: id };
}
