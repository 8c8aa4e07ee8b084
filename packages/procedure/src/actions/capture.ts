import { defined } from '@resite/errors';
import { now } from '@resite/filesystem/clock';
import type { Repository, Snapshot } from '@resite/repository';
import { newest } from '@resite/repository/snapshots';
import { hostSource } from '../capture/host-source.ts';
import { newLook, noteDoubts, noteListings } from '../capture/look.ts';
import { windowsPath } from '../capture/snapshot-path.ts';
import type { Execution } from '../execution/execution.ts';
import type { Archived } from '../plan/outcomes.ts';
import type { ActionOf } from '../plan/procedure.ts';
import type { ActionHandler } from './action-handler.ts';
import { andMore } from './and-more.ts';
import { captureStopped } from './capture-stopped.ts';
import { archive } from './captured.ts';
import { filesInUse } from './files-in-use.ts';
import { refuseUnreadable } from './refuse-copy.ts';

/**
 * Reads the site into the repository. While it runs (the pre-copy) files may change and vanish: what was read saves
 * time later; what cannot be read for a reason that a stop does not change ends the backup here, with nothing stopped. After a stop (`after`), a file that cannot be read or that changes is an error: something still writes.
 */
export const capture: ActionHandler<'capture'> = (action, execution) =>
  action.after === undefined ? preCopy(action, execution) : captureStopped(action, action.after, execution);

async function preCopy(action: ActionOf<'capture'>, execution: Execution): Promise<Archived> {
  const repository = await execution.repository();
  const began = new Date(now()).toISOString();
  const latest = await latestSnapshot(repository, action.site);
  const look = newLook();
  const host = noteListings(execution.host(action.host), look);
  const source = noteDoubts(hostSource(host, action.roots), look);
  const { captured, unreadable } = await archive(action, execution, source, { parent: latest?.tree, total: 0 });
  refuseUnreadable(unreadable);
  const [first] = unreadable;
  if (first !== undefined) {
    const text = `While the site runs, ${first.path}${andMore(unreadable)} cannot be read: ${first.error.message}`;
    execution.emit({ message_type: 'warning', text });
  }
  const inUse = await filesInUse(execution.host(action.host), unreadable);
  if (inUse !== undefined) {
    const text = `What no service of the site has open should be closed now: ${inUse}`;
    execution.emit({ message_type: 'warning', text });
  }
  for (const { path } of unreadable) look.doubtful.add(windowsPath(path));
  execution.handover.looks.set(action.host, look);
  return defined({ ...captured, began, previous: latest?.time });
}

async function latestSnapshot(repository: Repository, site: string): Promise<Snapshot | undefined> {
  return newest((await repository.snapshots()).filter(({ tags }) => tags?.includes(`site:${site}`)));
}
