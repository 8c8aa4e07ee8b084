import { createPublicKey, verify } from 'node:crypto';
import type { ProcedureEvent } from '@resite/procedure';
import { differenceIn } from '../invariants/whole-snapshot.ts';
import type { Call } from '../world/call.ts';
import { folder, type Typed } from './commands.ts';
import { notUp } from './restore-watch.ts';
import type { RunningStory } from './running-story.ts';

/** What is seen of a rehearsal from outside. */
interface Rehearsal {
  readonly typed: Typed;
  readonly snapshot: string;
  /** The first thing that was not as it must be where a step says that it is. */
  wrong?: string;
  /** Its last step is done. */
  isConfirmed: boolean;
}

interface Evidence {
  readonly result: string;
  readonly snapshot: { readonly id: string };
  readonly failure?: unknown;
}

/** Watches what rehearsals touch, and whether what they write down is true. */
export function watchRehearsals(running: RunningStory) {
  const { world, seen } = running;
  const byRun = new Map<string, Rehearsal>();
  const runOf = new Map<number, string>();
  const see = (invariant: string, what: string) => void seen.push({ invariant, what });

  /** The machine that this step of the process was about. */
  const serverOf = ({ process }: Typed) =>
    [...world.scratches].findLast(([, { owner }]) => owner === process.number)?.[1].server;

  /** The machine is running while `compare` looks at it, so its files are those of the beginning of that step. */
  function lookAtDrives(typed: Typed, rehearsal: Rehearsal): void {
    const drives = serverOf(typed)?.state.drives;
    const content = world.repository.copy().content(rehearsal.snapshot);
    running.looks.push(async () => {
      const different = drives && differenceIn(await content, drives);
      if (different !== undefined) rehearsal.wrong ??= `${different} was not as it was saved`;
    });
  }

  function confirmed(typed: Typed, rehearsal: Rehearsal): void {
    rehearsal.isConfirmed = true;
    const server = serverOf(typed);
    // One that has lost its power since the last look was up then.
    const missing = server?.state.power === 'on' ? notUp(server) : undefined;
    if (missing !== undefined) rehearsal.wrong ??= missing;
  }

  return {
    onEvent(event: ProcedureEvent, typed: Typed): void {
      const { command, process } = typed;
      if (command.type !== 'rehearse') return;
      if (event.message_type === 'plan') {
        runOf.set(process.number, event.run_id);
        byRun.set(event.run_id, { typed, snapshot: command.trusting, isConfirmed: false });
        process.atDeath(() => {
          const isLeft = [...world.scratches.values()].some(({ owner }) => owner === process.number);
          if (typed.ended !== undefined && isLeft) see('no-remains', `${event.run_id} has ended and left its machine`);
        });
      }
      const rehearsal = byRun.get(runOf.get(process.number) ?? '');
      if (rehearsal === undefined) return;
      if (event.message_type === 'step_started' && event.step_id === 'compare') lookAtDrives(typed, rehearsal);
      if (event.message_type !== 'step_finished' || event.state !== 'done') return;
      if (event.step_id === 'confirm-rehearsal') confirmed(typed, rehearsal);
    },

    onCall({ process, place, operation, way }: Call): void {
      if (way !== 'there' || !world.machines.has(place)) return;
      if (running.typed.find(typed => typed.process === process)?.command.type !== 'rehearse') return;
      see('scratch-only', `a rehearsal did ${operation} on ${place}`);
    },

    /** When everything is settled. */
    judge(): void {
      for (const lab of world.scratches.keys()) see('no-remains', `the scratch machine in ${lab} is still there`);
      const [{ files }] = world.computers;
      for (const path of files.keys()) {
        if (/\/scratch\/|service\.password$/.test(path)) see('no-remains', `${path} is still there`);
      }
      for (const [run, rehearsal] of byRun) {
        const path = `${folder}/evidence/${run}/evidence.json`;
        const judged = judgeEvidence(files, path, rehearsal);
        if (judged !== undefined) see('evidence', `${run}: ${judged}`);
      }
    },
  };
}

/** What is wrong with it. */
function judgeEvidence(files: ReadonlyMap<string, Buffer>, path: string, rehearsal: Rehearsal): string | undefined {
  const { typed, snapshot, wrong, isConfirmed } = rehearsal;
  const exitCode = typed.ended?.exitCode;
  const [data, signature] = [files.get(path), files.get(`${path}.sig`)];
  if (data === undefined || signature === undefined) {
    return exitCode === 0 ? 'it ended well, and there is no signed evidence of it' : undefined;
  }
  const key = createPublicKey(files.get(`${folder}/signing-key.pem`)!);
  if (!verify(null, data, key, signature)) return 'the signature of its evidence is wrong';
  const evidence = JSON.parse(data.toString()) as Evidence;
  if (evidence.snapshot.id !== snapshot) return `it was of ${snapshot}, and its evidence is of ${evidence.snapshot.id}`;
  if (evidence.result === 'passed') {
    if (!isConfirmed) return 'its evidence says that it has passed, and it has not come to its end';
    return wrong && `its evidence says that it has passed, and ${wrong}`;
  }
  if (exitCode === 0) return 'it ended well, and its evidence says that it has failed';
  return evidence.failure === undefined ? 'its evidence does not say of what it has failed' : undefined;
}
