import { type MemoryMachine, servicesOf, settle } from '@resite/host/memory';
import type { ProcedureEvent } from '@resite/procedure';
import { isOfSms } from '../invariants/expected-services.ts';
import { differenceIn } from '../invariants/whole-snapshot.ts';
import type { Call } from '../world/call.ts';
import { helperName } from '../world/template.ts';
import { hostOf, type Typed } from './commands.ts';
import type { RunningStory } from './running-story.ts';

/** Watches what is restored, and that the parent stands still meanwhile and is started last. */
export function watchRestore(running: RunningStory) {
  const { world, seen, story, struck, lost } = running;
  const site = story.restores;
  if (site === undefined) return { onEvent: () => {}, onCall: () => {} };
  const host = hostOf(site);
  /** Numbers of the processes that restore, and have not come to where they return the parent. */
  const holding = new Set<number>();
  /** The claim on the parent under which each of them restores. */
  const claims = new Map<number, number>();
  /** What they have begun although the parent had started by itself. */
  const late = new Map<number, string>();
  /** Of these, numbers of those that have not come to where they return the helper server either. */
  const holdingHelper = new Set<number>();
  const upAt = (name: string) => {
    const machine = world.machines.get(name)!;
    settle(machine);
    return servicesOf(machine)
      .list()
      .find(service => isOfSms(service) && service.state === 'running');
  };
  const parentUp = () => upAt('HQ1');
  const watchSteps = (event: ProcedureEvent, number: number) => {
    if (event.message_type === 'step_started') {
      if (event.step_id.startsWith('return-')) return; // it needs nothing stopped
      const isOwn = world.machines.get('HQ1')!.state.fence === claims.get(number);
      const isLate = holding.has(number) && isOwn && !struck.some(kind => othersStart.has(kind)) && parentUp();
      if (isLate) late.set(number, event.step_id);
    } else if (event.message_type === 'step_finished' && late.get(number) === event.step_id) {
      late.delete(number);
      if (event.state === 'done')
        seen.push({ invariant: 'parent-last', what: `${event.step_id} began after the parent had started by itself` });
    }
  };
  return {
    onEvent(event: ProcedureEvent, { command, process: { number } }: Typed): void {
      if (command.type === 'backup') return;
      watchSteps(event, number);
      if (event.message_type === 'service_state' && event.host === 'HQ1' && event.is !== 'stopped')
        holding.delete(number);
      if (event.message_type === 'step_started' && event.step_id === 'return-parent-services' && lost.has(host)) {
        holding.delete(number);
        const missing = notUp(world.machines.get(host)!);
        const isBooting = struck.includes('host loses power') && world.powerLost.get(host)! + 60_000 > world.time.now;
        if (missing !== undefined && !isBooting)
          seen.push({ invariant: 'parent-last', what: `the parent is started while ${missing}` });
      }
      if (event.message_type === 'step_started' && event.step_id === 'return-helper-services')
        holdingHelper.delete(number);
      if (event.message_type === 'service_state' && event.host === helperName && event.is !== 'stopped')
        holdingHelper.delete(number);
      if (event.message_type === 'step_started' && event.step_id === 'restore-registry') {
        holding.add(number);
        if (story.hasHelper === true) holdingHelper.add(number);
        claims.set(number, world.machines.get('HQ1')!.state.fence);
      }
      if (event.message_type !== 'step_finished' || event.state !== 'done') return;
      if (event.step_id === 'confirm-site') lost.delete(host);
      if (event.step_id !== 'compare') return;
      const { drives } = world.machines.get(host)!.state;
      const content = world.repository.copy().content(running.restored!);
      running.looks.push(async () => {
        const different = differenceIn(await content, drives);
        if (different !== undefined)
          seen.push({ invariant: 'restored', what: `${different} of ${site} is not as it was saved` });
      });
    },
    onCall({ process, place, way }: Call): void {
      if (way !== 'back' || place !== host || !holding.has(process.number)) return;
      // A process that is thawed does what it was at.
      if (struck.some(kind => othersStart.has(kind) || /^process freezes$|^computer sleeps$/.test(kind))) return;
      const up = parentUp();
      if (up !== undefined)
        seen.push({ invariant: 'parent-last', what: `${up.name} of the parent ran while ${site} was restored` });
      const helping = holdingHelper.has(process.number) ? upAt(helperName) : undefined;
      if (helping !== undefined)
        seen.push({
          invariant: 'parent-last',
          what: `${helping.name} of ${helperName} ran while ${site} was restored`,
        });
    },
  };
}

/** Windows and people start services as well. */
const othersStart: ReadonlySet<string> = new Set([
  'somebody starts a service',
  'host loses power',
  'somebody types',
  'service does not stop',
]);

/** What of the site does not run yet. */
export function notUp(machine: MemoryMachine): string | undefined {
  settle(machine);
  const ofSms = servicesOf(machine).list().filter(isOfSms);
  if (ofSms.length === 0) return 'the site has no services';
  const down = ofSms.find(({ state }) => state !== 'running');
  return down && `${down.name} is ${down.state}`;
}
