import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { addKey, listKeys, removeKey } from '@resite/repository/keys';
import { initRepository, type OpenedRepository, openRepository } from '@resite/repository/open';
import { temporaryFolder } from './cli.ts';

/** A folder with an empty repository `repo`, the file `password` that opens it at little cost, and `data` to save. */
export async function folderWithRepository(t: TestContext): Promise<string> {
  const folder = await temporaryFolder(t, { password: 'open sesame\n', 'wrong-password': 'open barley\n' });
  await makeRepository(join(folder, 'repo'), 'open sesame');
  await mkdir(join(folder, 'data', 'sub'), { recursive: true });
  await writeFile(join(folder, 'data', 'a.txt'), 'hello\n');
  await writeFile(join(folder, 'data', 'sub', 'b.txt'), 'world\n'.repeat(1000));
  return folder;
}

interface Place {
  readonly location: string;
  readonly password: string;
}

/** An empty repository whose password costs little: it is tried dozens of times. Blobs are cut as in the other one. */
export async function makeRepository(location: string, password: string, like?: Place): Promise<void> {
  if (like === undefined) return (await initRepository(location, password, { kdf })).close();
  await using(like, async chunkLike => (await initRepository(location, password, { kdf, chunkLike })).close());
}

/** Makes the key that was added last anew, so that its password costs little. */
export async function cheapenAddedKey(place: Place, newPassword: string): Promise<void> {
  await using(place, async repository => {
    const { id, username, hostname } = (await listKeys(repository)).at(-1)!;
    await removeKey(repository, id);
    await addKey(repository, { password: place.password, newPassword, username, hostname, kdf });
  });
}

const kdf = { N: 2 ** 10, r: 1, p: 1 };

async function using(
  { location, password }: Place,
  use: (repository: OpenedRepository) => Promise<void>,
): Promise<void> {
  const repository = await openRepository(location, password);
  try {
    await use(repository);
  } finally {
    await repository.close();
  }
}

/** The options that name it. */
export const withRepo = ['-r', 'repo', '--password-file', 'password'];
