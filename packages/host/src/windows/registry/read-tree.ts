import { ResiteError } from '@resite/errors';
import type { RpcBinding } from '@resite/msrpc/binding';
import { enumerateKeys, enumerateValues, getKeySecurity, type KeyHandle, queryKeyInfo } from '@resite/msrpc/winreg';
import type { RegistryKey } from '@resite/registry';
import { sameName } from '@resite/registry/names';
import type { RegistryPath } from '../../registry/registry-path.ts';
import { all } from './all.ts';
import { inKey } from './open-key.ts';

/** Deeper than Windows lets keys be: a server that goes on is not believed. */
const deepest = 512;

/** The key of this path with all that is below; undefined when there is none. A subkey that is deleted meanwhile is left out. */
export async function readTree(winreg: RpcBinding, root: KeyHandle, { hive, names }: RegistryPath) {
  return inKey(winreg, root, [hive, ...names], async key => {
    const { className, lastWritten } = await queryKeyInfo(winreg, key);
    const name = await storedName(winreg, root, [hive, ...names]);
    return readKey(winreg, key, { name, className, lastWritten }, names.length);
  });
}

/** As it was first given, which may be in other upper and lower case than it is asked for. Hives are as they are called here. */
async function storedName(winreg: RpcBinding, root: KeyHandle, names: readonly string[]): Promise<string> {
  const wanted = names.at(-1)!;
  if (names.length === 1) return wanted;
  const found = await inKey(winreg, root, names.slice(0, -1), async above => {
    for await (const { name } of enumerateKeys(winreg, above)) if (sameName(name, wanted)) return name;
    return undefined;
  });
  return found ?? wanted;
}

interface KnownOfKey {
  readonly name: string;
  readonly className: string;
  readonly lastWritten: bigint;
}

async function readKey(
  winreg: RpcBinding,
  key: KeyHandle,
  { name, className, lastWritten }: KnownOfKey,
  depth: number,
): Promise<RegistryKey> {
  if (depth > deepest)
    throw new ResiteError(
      'HOST_PROTOCOL',
      `the registry of ${winreg.server} goes deeper than ${deepest} keys: ${name}`,
    );
  const values = await all(enumerateValues(winreg, key));
  const found = await all(enumerateKeys(winreg, key));
  const subkeys: RegistryKey[] = [];
  for (const subkey of found) {
    const read = await inKey(winreg, key, [subkey.name], opened => readKey(winreg, opened, subkey, depth + 1));
    if (read) subkeys.push(read);
  }
  const securityDescriptor = await getKeySecurity(winreg, key);
  const read: RegistryKey = { name, lastWrite: lastWritten, securityDescriptor, values, subkeys };
  return className === '' ? read : { ...read, className };
}
