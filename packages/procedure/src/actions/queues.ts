import { isResiteError } from '@resite/errors';
import { now } from '@resite/filesystem/clock';
import type { Files } from '@resite/host';
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
  const { files } = execution.host(action.host);
  const folder = `${action.root}\\PARKED\\${execution.run.id}`;
  const instructions = await instructionsLeft(files, action);
  const counts = new Map<string, number>();
  for (const queue of action.queues) {
    const paths = await filesBelow(files, queue);
    if (action.park) for (const path of paths) await park(files, path, folder + path.slice(action.root.length));
    if (paths.length > 0) counts.set(queue, paths.length);
  }
  const each = [...counts].map(([queue, count]) => `${queue.slice(action.root.length + 1)} ${count}`).join(', ');
  if (!action.park) {
    const days = (now() - Date.parse(action.captured)) / 86_400_000;
    if (counts.size > 0 && days > staleDays) {
      execution.emit({
        message_type: 'warning',
        text: `The snapshot is ${Math.floor(days)} days old, and files wait in its queues (${each}).`,
        how: { kind: 'park-queues' } satisfies ProcedureRemedy,
      });
    }
    return {
      detail: (counts.size === 0 ? 'nothing waits in the queues' : `left where they were: ${each}`) + instructions,
    };
  }
  // Counted anew: an attempt that was cut off has moved some already.
  const parked = (await filesBelow(files, folder)).length;
  if (parked === 0) return { detail: `nothing waits in the queues${instructions}` };
  const bringBack = `XCOPY ${folder} ${action.root} /S /H /R`;
  return {
    detail: `${parked} files parked in ${folder}. To bring them back, stop the ${profileOf(execution.run.procedure).words.system} services, type "${bringBack}", start them${instructions}.`,
    parked: { folder, files: parked, bringBack },
  };
};

/** Whether they are still wanted only the parent knows: a job may have been canceled since the backup (Q188042). */
async function instructionsLeft(files: Files, { root, instructions = [] }: ActionOf<'settle-queues'>): Promise<string> {
  const counts: string[] = [];
  for (const folder of instructions) {
    const { length } = await filesBelow(files, folder);
    if (length > 0) counts.push(`${folder.slice(root.length + 1)} ${length}`);
  }
  return counts.length === 0 ? '' : `. Package instructions as of the backup: ${counts.join(', ')}`;
}

async function park(files: Files, from: string, to: string): Promise<void> {
  await files.createFolder(to.slice(0, to.lastIndexOf('\\')));
  await files.rename(from, to);
}

async function filesBelow(files: Files, folder: string): Promise<string[]> {
  try {
    const paths: string[] = [];
    for (const { name, type } of await files.list(folder)) {
      const path = `${folder}\\${name}`;
      if (type === 'file') paths.push(path);
      else paths.push(...(await filesBelow(files, path)));
    }
    return paths;
  } catch (error) {
    if (isResiteError(error, 'FILE_MISSING')) return [];
    throw error;
  }
}
