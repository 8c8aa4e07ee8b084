import { ResiteError } from '@resite/errors';
import { namesBeginning } from '../backend/names-beginning.ts';
import type { SealingKey } from '../crypto/seal.ts';
import { internals, type OpenedRepository } from '../opened/opened-repository.ts';
import {
  type KeyDerivation,
  loadKeyFile,
  loadUsableKey,
  openKeyFile,
  openMasterKey,
  type Password,
  saveMasterKey,
} from './key-file.ts';

/** One password that opens the repository. */
export interface KeyInfo {
  /** Name of its file. */
  id: string;
  /** Whether the repository was opened with it. */
  current: boolean;
  username: string;
  hostname: string;
  /** RFC 3339. */
  created: string;
}

export interface NewKey {
  /** One that opens the repository now. */
  password: Password;
  newPassword: Password;
  /** Whose key it is; by default the user who runs this, on this computer. */
  username?: string | undefined;
  hostname?: string | undefined;
  /** Cost of the new key; for tests. */
  kdf?: KeyDerivation | undefined;
}

/** The keys of a repository, oldest first, without files that cannot be used; those are told. */
export async function listKeys(repository: OpenedRepository): Promise<KeyInfo[]> {
  const { store, keyName } = repository[internals];
  const keys: KeyInfo[] = [];
  for (const { name } of await store.backend.list('keys')) {
    const file = await loadUsableKey(store.backend, name, unusable => store.unusable.tell(unusable));
    if (file === undefined) continue;
    const { username, hostname, created } = file;
    keys.push({ id: name, current: name === keyName, username, hostname, created });
  }
  return keys.sort((a, b) => Date.parse(a.created) - Date.parse(b.created));
}

/**
 * Lets one more password open the repository and returns the ID of its key. `WRONG_PASSWORD`, `SECRET_UNREADABLE`.
 *
 * @example
 * ```ts
 * import { addKey, listKeys, openRepository } from '@resite/repository';
 *
 * const password = 'a long password';
 * const repository = await openRepository('./backups', password);
 * await addKey(repository, { password, newPassword: 'that of a colleague', username: 'kim' });
 * for (const { id, username, current } of await listKeys(repository)) console.log(id, username, current);
 * await repository.close();
 * ```
 */
export async function addKey(repository: OpenedRepository, key: NewKey): Promise<string> {
  refuseEmpty(key.newPassword);
  const { store, keyName, changing } = repository[internals];
  return changing({ exclusive: false }, async () => {
    const opened = await openMasterKey(store.backend, key.password, { keyHint: keyName });
    return saveAndForget(repository, opened.key, key);
  });
}

/**
 * Takes a password's right away. The key in use is never removed (`KEY_NEEDED`), so that one always remains.
 * Whoever has had the password may still know the master key: a stolen one calls for a new repository.
 */
export async function removeKey(repository: OpenedRepository, id: string): Promise<string> {
  const parts = repository[internals];
  return parts.changing({ exclusive: true }, async () => {
    const name = await findKey(repository, id);
    if (name === parts.keyName) {
      throw new ResiteError('KEY_NEEDED', `the key ${id} of ${repository.location} is the one in use`, {
        hint: 'Open the repository with another password to remove it, or change its password.',
      });
    }
    await parts.store.backend.remove('keys', name);
    return name;
  });
}

/** Replaces the key that `password` opens and returns the new one's ID. The old one goes when the new one is known to open. */
export async function changePassword(repository: OpenedRepository, key: NewKey): Promise<string> {
  refuseEmpty(key.newPassword);
  const parts = repository[internals];
  const { backend } = parts.store;
  return parts.changing({ exclusive: true }, async () => {
    const old = await openMasterKey(backend, key.password, { keyHint: parts.keyName });
    const name = await saveAndForget(repository, old.key, key);
    await verifyKey(repository, name, key.newPassword);
    // Only now: a stop before this line leaves two passwords, never none.
    if (parts.keyName === old.name) parts.keyName = name;
    await backend.remove('keys', old.name);
    return name;
  });
}

async function saveAndForget(
  repository: OpenedRepository,
  master: SealingKey,
  { newPassword, username, hostname, kdf }: NewKey,
): Promise<string> {
  try {
    return await saveMasterKey(repository[internals].store.backend, master, newPassword, {
      derivation: kdf,
      username,
      hostname,
    });
  } finally {
    wipe(master);
  }
}

async function verifyKey(repository: OpenedRepository, name: string, password: Password): Promise<void> {
  const { store } = repository[internals];
  const master = await openKeyFile(await loadKeyFile(store.backend, name), password);
  if (master === undefined)
    throw store.damaged(`keys/${name}`, undefined, { hint: 'The old password still opens it.' });
  wipe(master);
}

async function findKey(repository: OpenedRepository, id: string): Promise<string> {
  const names = (await repository[internals].store.backend.list('keys')).map(({ name }) => name);
  const matches = namesBeginning(id, names);
  if (matches.length === 1) return matches[0]!;
  const what = matches.length === 0 ? 'there is no key' : `more than one key begins with`;
  throw new ResiteError('KEY_MISSING', `${what} ${id} in ${repository.location}`, {
    hint: 'List the keys for their IDs.',
  });
}

function refuseEmpty(password: Password): void {
  if (password.length > 0) return;
  throw new ResiteError('SECRET_UNREADABLE', 'the new password is empty', {
    hint: 'Nothing was changed. Choose a password.',
  });
}

function wipe({ encrypt, macK, macR }: SealingKey): void {
  for (const part of [encrypt, macK, macR]) part.fill(0);
}
