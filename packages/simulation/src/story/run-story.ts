import type { ProcedureEvent } from '@resite/procedure';
import { invariants } from '../invariants/invariants.ts';
import type { Call } from '../world/call.ts';
import { helperName, type Template } from '../world/template.ts';
import { makeWorld } from '../world/world.ts';
import { watchCaptures } from './capture-watch.ts';
import { cause } from './cause.ts';
import { type Command, type Typed, textOf, type } from './commands.ts';
import { watchDependents } from './dependents-watch.ts';
import type { Fault } from './fault.ts';
import { watchFences } from './fence-watch.ts';
import { judgeEnd, judgeFrozen, judgeGuardian } from './judge.ts';
import { judgeLease } from './judge-lease.ts';
import { judgeRepository } from './judge-repository.ts';
import { countAnew, letArrive, letClientsJoin } from './let-arrive.ts';
import { loseServer, rehearsalOf, restoreOf } from './loss.ts';
import { watchOrder } from './order-watch.ts';
import { playRounds } from './play-rounds.ts';
import { watchRegistry } from './registry-watch.ts';
import { watchRehearsals } from './rehearsal-watch.ts';
import { type Enter, repair } from './repair.ts';
import { watchRestore } from './restore-watch.ts';
import { watchRetention } from './retention-watch.ts';
import { after, isOver, isQuiet, type RunningStory } from './running-story.ts';
import type { Story } from './story.ts';

export interface Told {
  readonly violations: readonly { readonly invariant: string; readonly what: string }[];
  readonly told: readonly { readonly time: number; readonly what: string }[];
  readonly disasters: number;
  readonly calls: number;
}

/** Lets a story happen in a world of its own, repairs what is left, and looks whether everything is as promised. */
export async function runStory(template: Template, story: Story): Promise<Told> {
  const world = makeWorld(template, story);
  const running: RunningStory = {
    story,
    world,
    template,
    typed: [],
    seen: [],
    looks: [],
    stoppedBy: new Set(),
    second: new Set(),
    lost: new Set(),
    ids: { given: new Set(), holders: new Map(), logonServers: [], listed: [], moved: new Set() },
    made: [],
    committed: [],
    restored: undefined,
    disasters: 0,
    struck: [],
  };
  const captures = watchCaptures(running);
  const { restores, rehearses, retains } = story;
  let faults: readonly Fault[] = isOfBackups(story) ? story.faults : [];
  let before = 0;
  const counts = { journal: 0, services: 0 };
  /** They come from now on. */
  const arm = (armed: readonly Fault[]) => {
    before = world.calls;
    Object.assign(counts, { journal: 0, services: 0 });
    faults = armed;
  };
  const fences = watchFences(running);
  const order = watchOrder(running);
  const dependents = watchDependents(running);
  const restore = watchRestore(running);
  const registry = watchRegistry(running);
  const rehearsals = watchRehearsals(running);
  const retention = watchRetention(running);
  const onEvent: OnEvent = (event, typed) => {
    captures.onEvent(event, typed);
    order.onEvent(event, typed);
    registry.onEvent(event, typed);
    rehearsals.onEvent(event, typed);
    restore.onEvent(event, typed);
  };
  world.onCall = (call, number) => {
    captures.onCall(call);
    fences.onCall(call);
    dependents.onCall(call);
    restore.onCall(call);
    registry.onCall(call);
    rehearsals.onCall(call);
    retention.onCall(call);
    if (call.place === 'journal') counts.journal++;
    else if (call.operation.startsWith('services.st')) counts.services++;
    if (faults.length === 0) return;
    const due = faults.filter(({ at, of }) => at <= (of === undefined ? number - before : counts[of]));
    if (due.length === 0) return;
    faults = faults.filter(fault => !due.includes(fault));
    for (const fault of due) strike(running, fault, call, onEvent);
  };
  for (const [index, command] of story.commands.entries()) {
    const isFirst = index === 0;
    if (isFirst || (story.isOlder !== true && story.cutOffBy === undefined)) countAnew(running);
    letArrive(running, isFirst ? 'first' : 'between');
    if (story.cutOffBy !== undefined && !isFirst) arm(story.cutOffBy);
    const typed = enter(running, command, 0, onEvent);
    await untilOver(running, typed, 30);
    running.made.push(...[world.repository.snapshots.at(-1) ?? []].flat());
  }
  if (story.cutOffBy === undefined) await world.time.run(after(running, 10, () => isQuiet(running)));
  const disturbed = async (...commands: readonly Command[]) => {
    arm(story.faults);
    for (const command of commands) {
      const typed = enter(running, command, 0, onEvent);
      await untilOver(running, typed, 90);
    }
    await world.time.run(after(running, 10, () => isQuiet(running)));
  };
  if (restores !== undefined) {
    letArrive(running, 'since');
    loseServer(running, restores);
    letArrive(running, 'meanwhile');
    const first: readonly Command[] = story.cutOffBy === undefined ? [] : [{ type: 'resume' }];
    await disturbed(...first, restoreOf(running, restores));
  }
  if (rehearses !== undefined) await disturbed(rehearsalOf(running, rehearses));
  if (retains !== undefined) await disturbed(...retains);
  arm([]);
  judgeGuardian(running);
  await judgeLease(running);
  const typing: Enter = (command, computer) => enter(running, command, computer, onEvent);
  await playRounds(running, { enter: typing, arm });
  await repair(running, typing);
  for (const look of running.looks) await look();
  rehearsals.judge();
  retention.judge();
  await judgeRepository(running);
  const violations = invariants.flatMap(({ name, broken }) => broken(running).map(what => ({ invariant: name, what })));
  return { violations, told: world.told, disasters: running.disasters, calls: world.calls };
}

/** Or for so many minutes. Before hosts help themselves by their leases, one can see whether the guardian has. */
async function untilOver(running: RunningStory, typed: Typed, minutes: number): Promise<void> {
  const { time } = running.world;
  await time.run(after(running, 12, () => isOver(typed)));
  judgeFrozen(running);
  await time.run(after(running, minutes - 12, () => isOver(typed)));
}

const isOfBackups = ({ restores, rehearses, retains }: Story) => (restores ?? rehearses ?? retains) === undefined;

type OnEvent = (event: ProcedureEvent, typed: Typed) => void;

/** Types a command, and tells how it ends. Where the first computer is gone, it is typed at the other one. */
function enter(running: RunningStory, command: Command, wanted: 0 | 1, onEvent: OnEvent): Typed {
  const { world, template } = running;
  const computer = world.computers[0].isGone ? 1 : wanted;
  world.tell(`${world.computers[computer].name}: ${textOf(command)}`);
  const typed = type(command, {
    ...{ template, computer: world.computers[computer], logonServers: running.ids.listed },
    helpers: running.story.hasHelper === true ? [helperName] : [],
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
    const { exitCode, error = '', message = '', hint = '', remedy } = ended;
    const advice = [remedy?.kind ?? '', hint].filter(Boolean).join(' / ');
    world.tell(
      `  ${textOf(command)} ends with ${[exitCode, error, message, advice && `[${advice.replaceAll('\n', ' / ')}]`].join(' ').trim()}`,
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

function strike(running: RunningStory, fault: Fault, call: Call, onEvent: OnEvent): void {
  const { world } = running;
  const at = `${call.place} ${call.operation}${call.subject === '' ? '' : ` ${call.subject}`}${call.way === 'back' ? ', done' : ''}`;
  const count = (what: string | undefined) => {
    if (what === undefined) return;
    running.disasters++;
    const isGuardian = call.process.what === 'guardian' && /^process (dies|freezes)$/.test(fault.kind);
    running.struck.push(isGuardian ? 'guardian dies' : fault.kind);
    world.tell(`! ${what} (at call ${world.calls}: ${at})`);
  };
  if (fault.kind === 'somebody types') {
    count(`somebody types at ${world.computers[fault.computer].name}: ${textOf(fault.command)}`);
    world.time.after(0, () => void enter(running, fault.command, fault.computer, onEvent));
  } else if (fault.kind === 'Ctrl-C') {
    const typed = running.typed.find(({ process }) => process === call.process);
    typed?.interrupt();
    count(typed && 'somebody types Ctrl-C');
  } else if (fault.kind === 'clients join') {
    letClientsJoin(running, { kind: 'clients join', at: fault.server, count: fault.count }); // which is no disaster
    running.struck.push(fault.kind);
  } else if (fault.kind === 'computer is gone' && !isOfBackups(running.story)) {
    count(cause(world, { kind: 'computer loses power' }, call)); // its journal is needed
  } else count(cause(world, fault, call));
}
