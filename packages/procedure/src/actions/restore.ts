import { formatBytes, plural, ResiteError } from '@resite/errors';
import { upcase } from '@resite/registry/names';
import { hostTarget } from '../capture/host-target.ts';
import { isWithin, snapshotPath } from '../capture/snapshot-path.ts';
import { openSnapshot } from '../execution/open-snapshot.ts';
import type { ProcedureRemedy } from '../remedy/remedy.ts';
import { readSavedKey } from '../snapshot/snapshot-files.ts';
import type { ActionHandler } from './action-handler.ts';
import { andMore } from './and-more.ts';
import { tellProgress } from './tell-progress.ts';

/** Q138347 Restore 2: creates the key and replaces its content by the saved one. */
export const restoreRegistry: ActionHandler<'restore-registry'> = async (action, execution) => {
  const { repository, snapshot } = await openSnapshot(execution, action.snapshot);
  const saved = await readSavedKey(repository, snapshot.tree, action.key, snapshot.id);
  await execution.host(action.host).registry.replace(action.key, saved);
  return { detail: `${action.key} restored` };
};

/** Q138347 Restore 3a–d: one root with everything below it, its times, attributes and security descriptors last. */
export const restoreFiles: ActionHandler<'restore-files'> = async (action, execution) => {
  const { repository, snapshot } = await openSnapshot(execution, action.snapshot);
  const root = upcase(snapshotPath(action.root));
  const within = (path: string) => {
    const upper = upcase(path);
    return isWithin(upper, [root]) || isWithin(root, [upper]);
  };
  const { files, bytes, failed } = await repository.restore(snapshot.tree, hostTarget(execution.host(action.host)), {
    include: within,
    signal: execution.signal,
    onProgress: tellProgress(execution),
  });
  const [first] = failed;
  if (first !== undefined) {
    throw new ResiteError('RESTORE_PARTIAL', `cannot restore ${first.path}${andMore(failed)}: ${first.error.message}`, {
      remedy: { kind: 'resume-run', run: execution.run.id, first: 'Put the cause right' } satisfies ProcedureRemedy,
      cause: first.error,
    });
  }
  return { detail: `${plural(files, 'file')}, ${formatBytes(bytes)}` };
};
