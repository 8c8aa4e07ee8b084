import { settle } from '@resite/host/memory';
import type { ProcedureEvent } from '@resite/procedure';
import { expectedServices, servicesAstray } from '../invariants/expected-services.ts';
import { invariants } from '../invariants/invariants.ts';
import { chance } from '../time/chance.ts';
import type { Call } from '../world/call.ts';
import type { Template } from '../world/template.ts';
import { makeWorld } from '../world/world.ts';
import { watchCaptures } from './capture-watch.ts';
import { cause } from './cause.ts';
import { type Command, type Typed, textOf, type } from './commands.ts';
import type { Fault } from './fault.ts';
import type { RunningStory } from './running-story.ts';
import type { Story } from './story.ts';

export interface Told {
  readonly violations: readonly { readonly invariant: string; readonly what: string }[];
  readonly told: readonly { readonly time: number; readonly what: string }[];
  readonly disasters: number;
  readonly calls: number;
}

const minutes = (count: number) => count * 60_000;

/** Lets a story happen in a world of its own, repairs what is left, and looks whether everything is as promised. */
export async function runStory(template: Template, story: Story): Promise<Told> {
  const world = makeWorld(template, story.seed);
  const running: RunningStory = {
    story,
    world,
    template,
    typed: [],
    seen: [],
    stoppedBy: new Set(),
    second: new Set(),
    disasters: 0,
    struck: [],
  };
  const captures = watchCaptures(running);
  const faults = [...story.faults];
  world.onCall = (call, number) => {
    captures.call(call);
    while (faults.length > 0 && faults[0]!.at <= number) strike(running, faults.shift()!, call, captures.event);
  };
  for (const command of story.commands) {
    const typed = enter(running, command, 0, captures.event);
    await world.time.run(after(running, 30, () => isOver(typed)));
  }
  await world.time.run(after(running, 10, () => isQuiet(running)));
  faults.length = 0;
  judgeGuardian(running);
  await repair(running, captures.event);
  const violations = invariants.flatMap(({ name, broken }) => broken(running).map(what => ({ invariant: name, what })));
  return { violations, told: world.told, disasters: running.disasters, calls: world.calls };
}

type OnEvent = (event: ProcedureEvent, typed: Typed) => void;

/** True once the condition holds, or so many minutes have passed. */
function after({ world }: RunningStory, count: number, condition: () => boolean): () => boolean {
  const end = world.time.now + minutes(count);
  world.time.after(minutes(count), () => {});
  return () => condition() || world.time.now >= end;
}

const isOver = ({ process }: Typed) => process.state === 'dead';

const isQuiet = ({ world }: RunningStory) =>
  world.computers.every(({ processes }) => [...processes.values()].every(({ state }) => state === 'frozen'));

/** Types a command, and tells how it ends. */
function enter(running: RunningStory, command: Command, computer: 0 | 1, onEvent: OnEvent): Typed {
  const { world, template } = running;
  world.tell(`${world.computers[computer].name}: ${textOf(command)}`);
  const typed = type(command, {
    ...{ template, computer: world.computers[computer] },
    onEvent: (event, by) => {
      onEvent(event, by);
      tellEvent(running, event, by);
    },
  });
  running.typed.push(typed);
  if (computer === 1) running.second.add(typed.process.number);
  typed.process.atDeath(how => {
    const { ended } = typed;
    if (ended === undefined) return world.tell(`  ${textOf(command)} (process ${typed.process.number}): ${how}`);
    const { exitCode, error = '', message = '', hint = '' } = ended;
    world.tell(
      `  ${textOf(command)} ends with ${[exitCode, error, message, hint && `[${hint.replaceAll('\n', ' / ')}]`].join(' ').trim()}`,
    );
    judgeEnd(running, typed);
  });
  return typed;
}

function tellEvent({ world, stoppedBy }: RunningStory, event: ProcedureEvent, { process }: Typed): void {
  if (event.message_type === 'service_state' && event.is === 'stopped') stoppedBy.add(process.number);
  if (event.message_type === 'step_finished') {
    world.tell(
      `    ${event.step_id}: ${event.state}${event.state === 'done' ? '' : `, ${event.detail}`} (process ${process.number})`,
    );
  } else if (event.message_type === 'service_state') {
    world.tell(`    ${event.service} on ${event.host} is ${event.is}`);
  } else if (event.message_type === 'warning') world.tell(`    warning: ${event.text}`);
}

/** Who leaves services behind that are not as they were has to say so, unless somebody else is at them. */
function judgeEnd(running: RunningStory, { process, ended, command }: Typed): void {
  const { world, seen } = running;
  const { exitCode, error, message } = ended!;
  if (error === 'INTERNAL') seen.push({ invariant: 'no-fault', what: `${textOf(command)}: ${message}` });
  const others = world.computers.some(({ processes }) => [...processes.values()].some(other => other !== process));
  if (exitCode === 22 || others || !running.stoppedBy.has(process.number)) return;
  const astray = astrayNow(running);
  if (astray.length > 0)
    seen.push({ invariant: 'exit-code', what: `${textOf(command)} ended with ${exitCode}, and ${astray.join(', ')}` });
}

/** On hosts that have been up for long enough. */
function astrayNow({ world, template }: RunningStory): string[] {
  return [...world.machines].flatMap(([host, machine]) => {
    settle(machine);
    const since = world.powerLost.get(host);
    if (machine.state.power !== 'on' || (since !== undefined && since + minutes(1) > world.time.now)) return [];
    return servicesAstray(expectedServices(template, host), machine).map(what => `${what} on ${host}`);
  });
}

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
]);

function judgeGuardian(running: RunningStory): void {
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

function strike(running: RunningStory, fault: Fault, call: Call, onEvent: OnEvent): void {
  const { world } = running;
  const at = `${call.place} ${call.operation}${call.subject === '' ? '' : ` ${call.subject}`}${call.way === 'back' ? ', done' : ''}`;
  const count = (what: string | undefined) => {
    if (what === undefined) return;
    running.disasters++;
    running.struck.push(fault.kind);
    world.tell(`! ${what} (at call ${world.calls}: ${at})`);
  };
  if (fault.kind === 'somebody types') {
    count(`somebody types at ${world.computers[fault.computer].name}: ${textOf(fault.command)}`);
    world.time.after(0, () => void enter(running, fault.command, fault.computer, onEvent));
  } else if (fault.kind === 'Ctrl-C') {
    const typed = running.typed.find(({ process }) => process === call.process);
    typed?.interrupt();
    count(typed && 'somebody types Ctrl-C');
  } else count(cause(world, fault, call));
}

/** The person who comes in the morning puts right what is broken, and types what the messages say. */
async function repair(running: RunningStory, onEvent: OnEvent): Promise<void> {
  const { world, story, template } = running;
  world.tell('somebody puts everything right');
  for (const action of world.repairs.splice(0)) action();
  const by = chance(story.seed ^ 0x2545f491);
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
  if (!isQuiet(running)) {
    const still = world.computers.flatMap(({ processes }) => [...processes.values()].map(({ what }) => what));
    running.seen.push({ invariant: 'comes-to-an-end', what: `still at work after 15 minutes: ${still.join(', ')}` });
  }
  const used = running.second.size > 0 ? ([0, 1] as const) : ([0] as const);
  for (const computer of used) await settleAll(running, computer, onEvent);
  if (by.happens(0.25)) {
    const next = enter(running, { type: 'backup', sites: template.sites, acceptClocks: true }, 0, onEvent);
    await world.time.run(after(running, 30, () => isOver(next)));
    if (next.ended?.exitCode !== 0) {
      running.seen.push({
        invariant: 'next-run',
        what: `the next backup ended with ${next.ended?.exitCode} ${next.ended?.message}`,
      });
    }
  }
}

/** Types `resite resume`, then what it says, until it has nothing more to say; and once more. */
async function settleAll(running: RunningStory, computer: 0 | 1, onEvent: OnEvent): Promise<void> {
  const { world, seen } = running;
  let command: Command = { type: 'resume' };
  for (let attempt = 0; attempt < 6; attempt++) {
    const typed = enter(running, command, computer, onEvent);
    await world.time.run(after(running, 15, () => isOver(typed)));
    const { ended } = typed;
    if (ended === undefined) {
      seen.push({ invariant: 'comes-to-an-end', what: `${textOf(command)} has not ended after 15 minutes` });
      return;
    }
    if (ended.exitCode === 0 && attempt > 0 && command.type === 'resume') return;
    command = ended.exitCode === 0 ? { type: 'resume' } : named(ended.hint);
    await world.time.run(after(running, 1 / 60, () => false));
  }
  const last = running.typed.at(-1)!;
  seen.push({
    invariant: 'repairable',
    what: `after six commands ${textOf(last.command)} still ends with ${last.ended?.exitCode} ${last.ended?.message}`,
  });
}

/** The first command in a hint. */
function named(hint = ''): Command {
  if (/resite resume --from-hosts/.test(hint)) return { type: 'resume --from-hosts' };
  return { type: 'resume', ...(/resite resume \S+ --force/.test(hint) && { force: true }) };
}
