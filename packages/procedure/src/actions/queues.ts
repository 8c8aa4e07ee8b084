import { plural } from '@resite/errors';
import { now } from '@resite/filesystem/clock';
import type { Host } from '@resite/host';
import { listIfAny } from '@resite/site/list-if-any';
import type { ActionOf } from '../plan/procedure.ts';
import { profileOf } from '../plan/profile-of.ts';
import type { ProcedureRemedy } from '../remedy/remedy.ts';
import type { ActionHandler } from './action-handler.ts';

/** As long as that, a sender tries again (Q214485); what is older was given up or done. */
const staleDays = 7;

/**
 * What waited in the queues when the backup was made is back with the other files, and is sent and processed again once the
 * services run. It stays, or it is parked: moved into a folder where no service looks, one for each run.
 */
export const settleQueues: ActionHandler<'settle-queues'> = async (action, execution) => {
  const host = execution.host(action.host);
  const folder = `${action.root}\\PARKED\\${execution.run.id}`;
  const instructions = await instructionsLeft(host, action);
  const waiting = await filesIn(host, action.queues);
  if (action.park) {
    for (const path of [...waiting.values()].flat()) await park(host, path, folder + path.slice(action.root.length));
  }
  if (!action.park) {
    const each = inWords(action.root, waiting);
    const days = (now() - Date.parse(action.captured)) / 86_400_000;
    if (waiting.size > 0 && days > staleDays) {
      execution.emit({
        message_type: 'warning',
        text: `The snapshot is ${Math.floor(days)} days old, and files wait in its queues (${each}).`,
        how: { kind: 'park-queues' } satisfies ProcedureRemedy,
      });
    }
    return {
      detail: (waiting.size === 0 ? 'nothing waits in the queues' : `left where they were: ${each}`) + instructions,
    };
  }
  // Counted anew: an attempt that was cut off has moved some already.
  const parked = (await filesBelow(host, folder)).length;
  if (parked === 0) return { detail: `nothing waits in the queues${instructions}` };
  const bringBack = `XCOPY ${folder} ${action.root} /S /H /R`;
  return {
    detail: `${plural(parked, 'file')} parked in ${folder}. To bring them back, stop the ${profileOf(execution.run.procedure).words.system} services, type "${bringBack}", start them${instructions}.`,
    parked: { folder, files: parked, bringBack },
  };
};

/** Whether they are still wanted only the parent knows: a job may have been canceled since the backup (Q188042). */
async function instructionsLeft(host: Host, { root, instructions = [] }: ActionOf<'settle-queues'>): Promise<string> {
  const left = await filesIn(host, instructions);
  return left.size === 0 ? '' : `. Package instructions as of the backup: ${inWords(root, left)}`;
}

async function park({ files }: Host, from: string, to: string): Promise<void> {
  await files.createFolder(to.slice(0, to.lastIndexOf('\\')));
  await files.rename(from, to);
}

/** `SITE.SRV\SENDER.BOX 3, …`. */
const inWords = (root: string, files: ReadonlyMap<string, readonly string[]>) =>
  [...files].map(([folder, { length }]) => `${folder.slice(root.length + 1)} ${length}`).join(', ');

/** By the folder, the files below it; a folder without any is left out. */
async function filesIn(host: Host, folders: readonly string[]): Promise<Map<string, readonly string[]>> {
  const found = new Map<string, readonly string[]>();
  for (const folder of folders) {
    const files = await filesBelow(host, folder);
    if (files.length > 0) found.set(folder, files);
  }
  return found;
}

async function filesBelow(host: Host, folder: string): Promise<string[]> {
  const paths: string[] = [];
  for (const { name, type } of await listIfAny(host, folder)) {
    const path = `${folder}\\${name}`;
    if (type === 'file') paths.push(path);
    else paths.push(...(await filesBelow(host, path)));
  }
  return paths;
}
