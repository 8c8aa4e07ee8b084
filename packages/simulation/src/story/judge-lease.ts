import type { Fault } from './fault.ts';
import { astrayNow } from './judge.ts';
import { after, isQuiet, type RunningStory } from './running-story.ts';

/** What a host cannot help itself against: a service that does not start or stop, or one that somebody has started. */
const beyondIt: ReadonlySet<Fault['kind']> = new Set([
  'service does not start',
  'service does not stop',
  'accounts are locked',
  'somebody starts a service',
]);

/** Those of a lease, and a minute for a server that boots and one for its services. */
const minutes = 17;

/**
 * Called when it has been quiet for a while, and before anybody puts anything right. Where services are down, nobody comes: what was
 * running has to run again all the same.
 */
export async function judgeLease(running: RunningStory): Promise<void> {
  const { world, seen, struck } = running;
  if (struck.some(kind => beyondIt.has(kind)) || !isQuiet(running) || astrayNow(running).length === 0) return;
  await world.time.run(after(running, minutes, () => false));
  if (!isQuiet(running)) return; // somebody who stood still goes on
  const astray = astrayNow(running);
  world.tell(`nobody has come for ${minutes} minutes more`);
  if (astray.length > 0)
    seen.push({ invariant: 'lease', what: `${minutes} minutes after the last of Resite, ${astray.join(', ')}` });
}
