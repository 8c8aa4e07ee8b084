import assert from 'node:assert/strict';
import { isResiteError } from '@resite/errors';
import type { FileInfo, Host } from '@resite/host';
import type { RegistryKey, RegistryValue } from '@resite/registry';

/** One operation, told in a way in which a failure can be read. */
export interface Operation {
  readonly title: string;
  readonly run: (host: Host) => Promise<unknown>;
}

/** Both hosts must answer each operation alike, and hold the same in the end. */
export async function sameAnswers(hosts: readonly [Host, Host], operations: readonly Operation[]): Promise<void> {
  for (const { title, run } of [...operations, ...holdings]) {
    const [expected, actual] = await Promise.all(hosts.map(host => answerOf(host, run)));
    assert.deepEqual(actual, expected, title);
  }
}

const holdings: readonly Operation[] = [
  { title: 'all files', run: host => everything(host, 'C:\\') },
  { title: 'all of SOFTWARE', run: host => host.registry.read('HKLM\\SOFTWARE\\Resite') },
  { title: 'all services', run: host => host.services.list() },
  { title: 'all shares', run: host => host.shares.list() },
];

async function everything(host: Host, folder: string): Promise<unknown[]> {
  const found: unknown[] = [];
  for (const info of await host.files.list(folder, { security: true })) {
    const path = `${folder === 'C:\\' ? 'C:' : folder}\\${info.name}`;
    if (path === 'C:\\WINNT35') continue;
    found.push([path, info, info.type === 'file' ? await host.files.read(path) : await everything(host, path)]);
  }
  return found;
}

async function answerOf(host: Host, run: Operation['run']): Promise<unknown> {
  try {
    return plain(await run(host));
  } catch (error) {
    return isResiteError(error) ? error.code : `${error}`;
  }
}

/** Without what no two computers have in common: inodes and the time of day. */
function plain(answer: unknown): unknown {
  if (answer instanceof Uint8Array) return Buffer.from(answer).toString('hex');
  if (typeof answer === 'bigint') return answer > 10n ** 16n ? 'lately' : answer;
  if (Array.isArray(answer)) return answer.map(plain);
  if (typeof answer !== 'object' || answer === null) return answer;
  const { inode: _, changed: __, ...rest } = answer as Partial<FileInfo>;
  const isKey = 'subkeys' in answer;
  return Object.fromEntries(
    Object.entries(rest as Partial<FileInfo & RegistryKey & RegistryValue>)
      .filter(([name, value]) => value !== undefined && !(isKey && name === 'securityDescriptor'))
      .map(([name, value]) => [name, plain(value)]),
  );
}
