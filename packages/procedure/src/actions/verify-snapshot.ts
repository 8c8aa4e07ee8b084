import { formatBytes, plural, ResiteError, shortId } from '@resite/errors';
import type { Repository, Snapshot, Target } from '@resite/repository';
import { findProfile } from '@resite/site/profiles/profiles';
import { openSnapshot } from '../execution/open-snapshot.ts';
import type { ProcedureRemedy } from '../remedy/remedy.ts';
import { findNode, readSavedKey } from '../snapshot/snapshot-files.ts';
import { createNameJudge } from '../snapshot/tree-names.ts';
import type { ActionHandler } from './action-handler.ts';
import { andMore } from './and-more.ts';
import { tellProgress } from './tell-progress.ts';

/** Reads every byte of the snapshot back, and makes sure that it holds what a restore needs. */
export const verifySnapshot: ActionHandler<'verify-snapshot'> = async (action, execution) => {
  const { repository, snapshot, manifest } = await openSnapshot(execution, action.snapshot);
  await readSavedKey(repository, snapshot.tree, manifest.registryKey, snapshot.id);
  for (const file of findProfile(manifest.profile, execution.run.procedure.profiles).requiredFiles) {
    const path = `${manifest.site.smsRoot}\\${file.path}`;
    if ((await findNode(repository, snapshot.tree, path)) === undefined) {
      throw new ResiteError('SNAPSHOT_INCOMPLETE', `snapshot ${shortId(snapshot.id)} has no ${path}`, {
        hint: 'The site cannot be revived without it (Q138347 Backup 4a). Choose another snapshot.',
      });
    }
  }
  await refuseMisfits(repository, snapshot);
  const { files, bytes, failed } = await repository.restore(snapshot.tree, nowhere, {
    signal: execution.signal,
    onProgress: tellProgress(execution),
  });
  const [first] = failed;
  if (first !== undefined) {
    throw new ResiteError(
      'REPOSITORY_DAMAGED',
      `cannot read ${first.path}${andMore(failed)} of snapshot ${shortId(snapshot.id)}: ${first.error.message}`,
      {
        remedy: { kind: 'read-repository' } satisfies ProcedureRemedy,
        cause: first.error,
      },
    );
  }
  return { detail: `${plural(files, 'file')}, ${formatBytes(bytes)} read back from snapshot ${shortId(snapshot.id)}` };
};

/** An entry that would land in another place than the one it is shown at, or on another one, lets the whole not be restored. */
async function refuseMisfits(repository: Repository, { tree, id }: Snapshot): Promise<void> {
  const faultOf = createNameJudge();
  for await (const { path, node } of repository.walk(tree)) {
    const fault = faultOf(path, node);
    if (fault === undefined) continue;
    throw new ResiteError(
      'PATH_INVALID',
      `a Windows disk cannot hold ${JSON.stringify(path)} of snapshot ${shortId(id)}: ${fault}`,
      { remedy: { kind: 'find-writer' } satisfies ProcedureRemedy },
    );
  }
}

/** A target that throws away what it is given: the restorer has verified each blob by then. */
const nowhere: Target<undefined> = {
  root: () => undefined,
  folder: async () => undefined,
  file: async () => ({ write: async () => {}, close: async () => {} }),
  special: async () => {},
  metadata: async () => {},
};
