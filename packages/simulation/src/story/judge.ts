import { settle } from '@resite/host/memory';
import { expectedServices, servicesAstray } from '../invariants/expected-services.ts';
import { type Typed, textOf } from './commands.ts';
import type { Fault } from './fault.ts';
import type { RunningStory } from './running-story.ts';

/** Who leaves services behind that are not as they were has to say so, unless somebody else is at them. */
export function judgeEnd(running: RunningStory, { process, ended, command }: Typed): void {
  const { world, seen, typed } = running;
  const { exitCode, error, message } = ended!;
  if (error === 'INTERNAL') seen.push({ invariant: 'no-fault', what: `${textOf(command)}: ${message}` });
  // Nobody damages a repository here, but whoever takes a lock for stale that is not.
  if (error === 'REPOSITORY_DAMAGED' && !running.struck.some(kind => kind === 'clock jumps' || /freezes$/.test(kind)))
    seen.push({ invariant: 'retention', what: `${textOf(command)}: ${message}` });
  if (error === 'LEASE_EXPIRED' && !running.struck.some(kind => keepsFromRenewing.has(kind)))
    seen.push({ invariant: 'lease', what: `${textOf(command)}: ${message}` });
  const others = world.computers.some(({ processes }) => [...processes.values()].some(other => other !== process));
  // Whoever began later has the hosts now, and has said so.
  const isSaid = typed.some(other => other.process.number > process.number && other.ended?.exitCode === 22);
  if (exitCode === 22 || others || isSaid || !running.stoppedBy.has(process.number)) return;
  const astray = astrayNow(running);
  if (astray.length > 0)
    seen.push({ invariant: 'exit-code', what: `${textOf(command)} ended with ${exitCode}, and ${astray.join(', ')}` });
}

/** Else a lease is renewed as long as the run lives. */
const keepsFromRenewing: ReadonlySet<Fault['kind']> = new Set([
  'process freezes',
  'computer sleeps',
  'host hangs',
  'host loses power',
]);

/** What needs no person, as long as the guardian lives: it is not for these that one has to come. */
const leftToGuardian: ReadonlySet<Fault['kind']> = new Set([
  'process dies',
  'process freezes',
  'host hangs',
  'host loses power',
  'repository hangs',
  'repository refuses',
  'disk of journal is slow',
  'somebody starts a service',
  'Ctrl-C',
  'clients join',
]);

/** Called minutes after a process has begun: where nothing happens but that it stands still, services are not left down with it. */
export function judgeFrozen(running: RunningStory): void {
  const { world, seen, struck } = running;
  if (!isOfFrozen(world) || struck.some(kind => kind !== 'process freezes')) return;
  const astray = astrayNow(running);
  if (astray.length > 0)
    seen.push({ invariant: 'guardian', what: `a process stands still for minutes, and ${astray.join(', ')}` });
}

/** Called when it has been quiet for a while, and before anybody puts anything right. */
export function judgeGuardian(running: RunningStory): void {
  const { world, seen, struck, typed, stoppedBy } = running;
  // Who ends with 22 has asked for a person; before its first stop a run has no guardian.
  const isAsked = typed.some(
    ({ ended, process }) => ended?.exitCode === 22 || (ended === undefined && !stoppedBy.has(process.number)),
  );
  if (isAsked || struck.some(kind => !leftToGuardian.has(kind))) return;
  const astray = astrayNow(running);
  if (astray.length > 0)
    seen.push({ invariant: 'guardian', what: `nobody has come for ten minutes, and ${astray.join(', ')}` });
  const [{ journal }] = world.computers;
  const open = [...(journal.tables.get('runs')?.get('') ?? [])].filter(
    ({ status }) => status === 'running' || status === 'unsettled',
  );
  if (isOfFrozen(world) || open.length === 0) return;
  seen.push({
    invariant: 'guardian',
    what: `nobody has come for ten minutes, and ${open.map(({ id, status }) => `${id} is ${status}`).join(', ')}`,
  });
}

const isOfFrozen = (world: RunningStory['world']) =>
  world.computers.some(({ processes }) => [...processes.values()].some(({ state }) => state === 'frozen'));

/** On hosts that have been up for long enough. */
export function astrayNow({ world, template, lost }: RunningStory): string[] {
  return [...world.machines].flatMap(([host, machine]) => {
    if (lost.has(host)) return [];
    settle(machine);
    const since = world.powerLost.get(host);
    if (machine.state.power !== 'on' || (since !== undefined && since + 60_000 > world.time.now)) return [];
    return servicesAstray(expectedServices(template, host), machine, { hasBooted: since !== undefined }).map(
      what => `${what} on ${host}`,
    );
  });
}
