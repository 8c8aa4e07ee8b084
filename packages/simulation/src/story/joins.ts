import { chance } from '../time/chance.ts';
import { join } from '../world/join.ts';
import { hostOf } from './commands.ts';
import type { RunningStory } from './running-story.ts';

/** So many clients join a site; the parent has heard of some of them. */
export function letClientsJoin({ story, world, joined, seen }: RunningStory, site: string, count: number): void {
  const by = chance(story.seed ^ (joined.length + 1));
  for (let number = 0; number < count; number++) {
    const id = join(world.machines.get(hostOf(site))!);
    if (id === undefined) return;
    if (joined.includes(id)) seen.push({ invariant: 'one-id', what: `two clients of ${site} have the SMS ID ${id}` });
    joined.push(id);
    world.tell(`a client joins ${site} as ${id}`);
    if (by.happens(0.5)) continue;
    const row = { Name0: `PC${joined.length}`, SMSID0: id, NetCardID0: `${joined.length}`, SiteCode0: site };
    world.database.machines = [...world.database.machines, row];
  }
}
