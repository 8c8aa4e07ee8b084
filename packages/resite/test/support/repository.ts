import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { initRepository } from '@resite/repository';
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

/** An empty repository whose password costs little: it is tried dozens of times. */
export async function makeRepository(location: string, password: string): Promise<void> {
  await (await initRepository(location, password, { kdf: { N: 2 ** 10, r: 1, p: 1 } })).close();
}

/** The options that name it. */
export const withRepo = ['-r', 'repo', '--password-file', 'password'];
