import { setTimeout as sleep } from 'node:timers/promises';
import { isResiteError, ResiteError } from '@resite/errors';
import type { Backend } from '../backend/backend.ts';
import { type BackendOptions, openBackend } from '../backend/open-backend.ts';
import type { OnUnusable } from '../contract/unusable-file.ts';
import { Sealer } from '../crypto/seal.ts';
import { hasConfig, loadConfig, newConfig, saveConfig } from '../format/config.ts';
import { createMasterKey, type KeyDerivation, openMasterKey, type Password } from '../keys/key-file.ts';
import type { LockSettings } from '../locks/own-locks.ts';
import { internals, type OpenedRepository } from '../opened/opened-repository.ts';
import { UnusableFiles } from '../store/unusable-files.ts';
import { type WriteOptions, writeSettings } from '../store/write-options.ts';

/** Milliseconds after which the other thread works on the password. */
const headStart = 5;

export interface OpenOptions extends LockSettings, WriteOptions {
  /** ID of the key to try first, or the beginning of it; after it the others are tried. */
  keyHint?: string | undefined;
  /** Hears once of each snapshot, index file and key that cannot be used and is left out. */
  onUnusable?: OnUnusable | undefined;
}

export interface InitOptions extends OpenOptions {
  /** Cost of the password's key; the default takes about half a second. For tests. */
  kdf?: KeyDerivation;
  /** Of the format; 2 by default. Version 1, without compression, is for programs older than restic 0.14. */
  version?: 1 | 2 | undefined;
  /** Cut content where this repository cuts it, so that copies between the two share their data. */
  chunkLike?: OpenedRepository;
}

/**
 * Makes a repository in a folder or on a server, see `openBackend`, and opens it. `REPOSITORY_EXISTS` when there is one already.
 *
 * @example
 * ```ts
 * import { initRepository } from '@resite/repository';
 *
 * const repository = await initRepository('sftp:backup@nas:/srv/backups', 'a long password');
 * console.log(repository.id);
 * await repository.close();
 * ```
 */
export function initRepository(
  location: string,
  password: Password,
  options: InitOptions & BackendOptions = {},
): Promise<OpenedRepository> {
  return onBackend(location, options, (backend, settings) =>
    initRepositoryOn(backend, password, { ...options, ...settings }),
  );
}

/**
 * Opens the repository in a folder or on a server, see `openBackend`. `REPOSITORY_MISSING`, `WRONG_PASSWORD`,
 * `REPOSITORY_UNSUPPORTED`, `REPOSITORY_DAMAGED`, and what the backend may meet.
 *
 * @example
 * ```ts
 * import { openRepository } from '@resite/repository';
 *
 * const repository = await openRepository('./backups', 'a long password', { retryLock: 60_000 });
 * try {
 *   for (const { id, time, paths } of await repository.snapshots()) console.log(id, time, ...paths);
 * } finally {
 *   await repository.close();
 * }
 * ```
 */
export function openRepository(
  location: string,
  password: Password,
  options: OpenOptions & BackendOptions = {},
): Promise<OpenedRepository> {
  return onBackend(location, options, (backend, settings) =>
    openRepositoryOn(backend, password, { ...options, ...settings, keyHint: keyHintOf(options) }),
  );
}

const keyHintOf = ({ keyHint, environment = process.env }: OpenOptions & BackendOptions) =>
  keyHint ?? (environment.RESTIC_KEY_HINT || undefined);

/** A repository closes its backend; without a repository, this does. */
async function onBackend(
  location: string,
  options: BackendOptions & WriteOptions,
  open: (backend: Backend, settings: WriteOptions) => Promise<OpenedRepository>,
): Promise<OpenedRepository> {
  const settings = writeSettings(options, options.environment ?? process.env);
  const backend = await openBackend(location, options);
  try {
    return await open(backend, settings);
  } catch (error) {
    await backend.close();
    throw error;
  }
}

export async function initRepositoryOn(
  backend: Backend,
  password: Password,
  { kdf, version, chunkLike, onUnusable, compression, packSize, ...locks }: InitOptions = {},
): Promise<OpenedRepository> {
  if (await isThere(hasConfig(backend))) {
    throw new ResiteError('REPOSITORY_EXISTS', `there is already a repository at ${backend.location}`, {
      hint: 'Open it with its password, or choose another place.',
    });
  }
  if (await isThere(hasKeys(backend))) {
    throw new ResiteError(
      'REPOSITORY_EXISTS',
      `there is part of a repository at ${backend.location}: keys, but no config`,
      {
        hint: 'If the file `config` was lost, put it back. If there never was one, remove the folder.',
      },
    );
  }
  await backend.create();
  const { name, key } = await createMasterKey(backend, password, kdf);
  const sealer = new Sealer(key);
  const config = newConfig(version);
  if (chunkLike !== undefined) config.polynomial = chunkLike[internals].config.polynomial;
  await saveConfig(backend, sealer, config);
  const { ResticRepository, Store } = await loadEngine();
  const unusable = new UnusableFiles(onUnusable);
  const store = new Store(backend, sealer, config.version, { compression, packSize, unusable });
  return new ResticRepository(store, config, { keyName: name, locks });
}

export async function openRepositoryOn(
  backend: Backend,
  password: Password,
  { onUnusable, keyHint, compression, packSize, ...locks }: OpenOptions = {},
): Promise<OpenedRepository> {
  if (!(await hasConfig(backend))) {
    throw new ResiteError('REPOSITORY_MISSING', `there is no repository at ${backend.location}`, {
      hint: 'Check the location, or make a repository there first.',
    });
  }
  // Another thread makes the key from the password; it begins sooner when the rest of the program is loaded meanwhile.
  const engine = sleep(headStart).then(loadEngine);
  const unusable = new UnusableFiles(onUnusable);
  const opening = openMasterKey(backend, password, { unusable, keyHint });
  const [{ name, key }, { ResticRepository, Store }] = await Promise.all([opening, engine]);
  const sealer = new Sealer(key);
  const config = await loadConfig(backend, sealer);
  const store = new Store(backend, sealer, config.version, { compression, packSize, unusable });
  return new ResticRepository(store, config, { keyName: name, locks });
}

async function loadEngine() {
  const [{ ResticRepository }, { Store }] = await Promise.all([
    import('./restic-repository.ts'),
    import('../store/store.ts'),
  ]);
  return { ResticRepository, Store };
}

/** A bucket that is missing is made together with the repository. */
async function isThere(found: Promise<boolean>): Promise<boolean> {
  try {
    return await found;
  } catch (error) {
    if (isResiteError(error, 'BUCKET_MISSING')) return false;
    throw error;
  }
}

async function hasKeys(backend: Backend): Promise<boolean> {
  try {
    return (await backend.list('keys')).length > 0;
  } catch (error) {
    if (isResiteError(error, 'FILE_MISSING')) return false;
    throw error;
  }
}
