import { isResiteError } from '@resite/errors';
import { type MachineState, type MemoryMachine, servicesOf, settle } from '@resite/host/memory';
import type { ProcedureEvent } from '@resite/procedure';
import { isOfSms } from '../invariants/expected-services.ts';
import { differenceIn } from '../invariants/whole-snapshot.ts';
import type { Call } from '../world/call.ts';
import type { SnapshotContent } from '../world/simulated-repository.ts';
import { helperName } from '../world/template.ts';
import { hostOf, type Typed } from './commands.ts';
import type { RunningStory } from './running-story.ts';

interface Capture {
  readonly process: number;
  readonly site: string;
  readonly host: string;
  /** Everything is read that will be. */
  isOver: boolean;
  /** What was up meanwhile. */
  disturbance?: string;
  /** As they were when it ended. */
  drives?: MachineState['drives'];
}

/** Watches what is captured, and compares it with what becomes visible. */
export function watchCaptures(story: RunningStory) {
  const captures: Capture[] = [];
  return {
    onEvent(event: ProcedureEvent, typed: Typed): void {
      if (event.message_type === 'step_started') begin(captures, event, typed);
      else if (event.message_type === 'step_finished') end(captures, event, typed, story);
    },
    onCall(call: Call): void {
      const { process, place, operation, subject, way } = call;
      if (place === 'repository' && operation === 'commit' && way === 'back')
        judge(subject, { captures, process: process.number }, story);
      if (way === 'back' || !operation.startsWith('files.')) return;
      for (const capture of captures) {
        if (capture.isOver || capture.host !== place || capture.process !== process.number) continue;
        const up = runningOn(story, serversOf(place, story));
        if (up !== undefined) capture.disturbance ??= up;
      }
    },
  };
}

interface StepEvent {
  readonly step_id: string;
}

/** A step of a lane bears the name of its site. */
function siteOf({ step_id: id }: StepEvent, { command }: Typed): { step: string; site: string } {
  const [step = '', lane] = id.split('/');
  return { step, site: lane ?? ('sites' in command ? command.sites[0]! : '') };
}

function begin(captures: Capture[], event: StepEvent, typed: Typed): void {
  const { step, site } = siteOf(event, typed);
  if (step !== 'capture') return;
  captures.push({ process: typed.process.number, site, host: hostOf(site), isOver: false });
}

function end(captures: readonly Capture[], event: StepEvent, typed: Typed, { world }: RunningStory): void {
  const { step, site } = siteOf(event, typed);
  if (step !== 'capture' && step !== 'confirm-stopped') return;
  const capture = captures.findLast(each => each.process === typed.process.number && each.site === site);
  if (capture === undefined) return;
  if (step === 'capture') capture.drives = world.machines.get(capture.host)!.state.drives;
  else capture.isOver = true;
}

/** The first service of SMS that is found running. */
/** Whose services work for the site on this host. */
const serversOf = (host: string, { story }: RunningStory) =>
  story.hasHelper === true && host === 'BRANCH1' ? ['HQ1', helperName, host] : ['HQ1', host];

function runningOn({ world }: RunningStory, hosts: readonly string[]): string | undefined {
  for (const host of hosts) {
    const machine = world.machines.get(host)!;
    settle(machine);
    const up = machine.state.power === 'on' ? firstRunning(machine) : undefined;
    if (up !== undefined) return `${up} on ${host}`;
  }
  return undefined;
}

const running = new WeakMap<MachineState, { readonly first: string | undefined }>();

/** The same for the same state, in which most files are read. */
function firstRunning(machine: MemoryMachine): string | undefined {
  const known = running.get(machine.state);
  if (known !== undefined) return known.first;
  const services = servicesOf(machine).list();
  const first = services.find(service => isOfSms(service) && service.state === 'running')?.name;
  running.set(machine.state, { first });
  return first;
}

/** A snapshot has just become visible. */
function judge(id: string, by: { captures: readonly Capture[]; process: number }, running: RunningStory): void {
  const copy = running.world.repository.copy();
  const captures = by.captures.filter(({ process }) => process === by.process);
  running.looks.push(async () => {
    try {
      compare(captures, await copy.content(id), running);
    } catch (error) {
      if (!isResiteError(error)) throw error;
      running.seen.push({ invariant: 'whole-snapshot', what: `a snapshot cannot be read: ${error.message}` });
    }
  });
}

function compare(
  captures: readonly Capture[],
  content: SnapshotContent,
  { seen, committed, struck }: RunningStory,
): void {
  const site = content.snapshot.tags?.find(tag => tag.startsWith('site:'))?.slice(5) ?? '';
  committed.push({ id: content.snapshot.id, site, time: content.snapshot.time });
  const { drives, disturbance } = captures.findLast(capture => capture.site === site) ?? {};
  if (drives === undefined) {
    seen.push({ invariant: 'whole-snapshot', what: `a snapshot of ${site} that nobody has captured` });
    return;
  }
  if (disturbance !== undefined) {
    const what = `${disturbance} ran while ${site} was captured, and there is a snapshot of it`;
    seen.push({ invariant: 'stopped-while-captured', what });
  }
  const different = differenceIn(content, drives);
  // The share stays, so a client takes its ID and renames the UID file whenever it likes.
  const isJoin = struck.includes('clients join') && /\/SMSID(\/|$)/.test(different ?? '');
  if (different === undefined || isJoin) return;
  seen.push({ invariant: 'whole-snapshot', what: `${different} of ${site} is not in its snapshot as it was` });
}
