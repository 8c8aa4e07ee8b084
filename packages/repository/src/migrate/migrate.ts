import { isResiteError, ResiteError } from '@resite/errors';
import type { Backend } from '../backend/backend.ts';
import { readAgain } from '../backend/read-again.ts';
import { checkRepository } from '../check/check.ts';
import type { CheckOptions } from '../contract/check.ts';
import type { Remedy } from '../contract/remedy.ts';
import { loadConfig, saveConfig } from '../format/config.ts';
import { internals, type OpenedRepository } from '../opened/opened-repository.ts';

/** As restic names them. */
export const migrations = ['upgrade_repo_v2'] as const;

export type Migration = (typeof migrations)[number];

/** The migrations that a repository can still undergo. */
export function possibleMigrations(repository: OpenedRepository): Migration[] {
  return repository[internals].config.version === 1 ? ['upgrade_repo_v2'] : [];
}

/**
 * Makes a repository of format version 1 one of version 2, which knows compression, under an exclusive lock and after a check;
 * false when it is one already. Only its config changes: a `prune` with `repackUncompressed` compresses what is stored. To store
 * compressed data, open the repository again. `REPOSITORY_DAMAGED`, with nothing changed, when the check finds a problem.
 *
 * @example
 * ```ts
 * import { openRepository, possibleMigrations, upgradeToVersion2 } from '@resite/repository';
 *
 * const repository = await openRepository('./backups', 'a long password');
 * if (possibleMigrations(repository).includes('upgrade_repo_v2')) await upgradeToVersion2(repository);
 * await repository.close();
 * ```
 */
export function upgradeToVersion2(
  repository: OpenedRepository,
  options: Pick<CheckOptions, 'onProgress' | 'signal'> = {},
): Promise<boolean> {
  const { store, changing } = repository[internals];
  const { backend, sealer } = store;
  return changing({ exclusive: true }, async lock => {
    const config = await loadConfig(backend, sealer); // another program may have upgraded it since it was opened
    if (config.version !== 1) return false;
    const { problems } = await checkRepository(store, options);
    if (problems.length > 0) throw unsound(problems, backend);
    options.signal?.throwIfAborted();
    await lock.confirm();
    await replaceConfig(backend, () => saveConfig(backend, sealer, { ...config, version: 2 }));
    const { version } = await loadConfig(backend, sealer);
    if (version !== 2) throw new Error(`the config of ${backend.location} is not what was stored`);
    return true;
  });
}

function unsound([first, ...others]: readonly string[], backend: Backend): ResiteError {
  const more = others.length === 0 ? '' : ` It is one of ${others.length + 1} problems.`;
  const message = `nothing was changed: ${backend.location} is not sound: ${first}.${more}`;
  return new ResiteError('REPOSITORY_DAMAGED', message, { remedy: { kind: 'find-damage' } satisfies Remedy });
}

/** In one step, or on a server that overwrites no file in two; when the second fails, the config is put back. */
async function replaceConfig(backend: Backend, save: () => Promise<void>): Promise<void> {
  const before = await readAgain(() => backend.load('config', ''));
  try {
    return await save();
  } catch (error) {
    if (!isResiteError(error, 'REPOSITORY_FORBIDDEN')) throw error;
  }
  await backend.remove('config', '');
  try {
    await save();
  } catch (error) {
    await backend.save('config', '', [before]).catch(second => {
      throw lost(backend, before, new AggregateError([error, second]));
    });
    throw error;
  }
}

/** It is sealed: no secret in it can be read. */
function lost(backend: Backend, config: Buffer, cause: unknown): ResiteError {
  return new ResiteError(
    'REPOSITORY_DAMAGED',
    `the config of ${backend.location} was removed and could not be stored`,
    {
      hint: `Put the file \`config\` back: it is what \`base64 -d\` makes of ${config.toString('base64')}`,
      cause,
    },
  );
}
