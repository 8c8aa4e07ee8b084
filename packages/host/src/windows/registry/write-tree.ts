import type { RpcBinding } from '@resite/msrpc/binding';
import {
  deleteValue,
  enumerateKeys,
  enumerateValues,
  getKeySecurity,
  type KeyHandle,
  queryKeyInfo,
  setKeySecurity,
  setValue,
} from '@resite/msrpc/winreg';
import type { RegistryKey } from '@resite/registry';
import { sameName } from '@resite/registry/names';
import { all } from './all.ts';
import { inKey, inKeyMade } from './open-key.ts';
import { removeTree } from './remove-tree.ts';

/** Makes the key below `above` like `content`. Nothing is touched that is so already, so that it can be begun again. */
export async function writeTree(
  winreg: RpcBinding,
  above: KeyHandle,
  names: readonly string[],
  content: RegistryKey,
): Promise<void> {
  const { className = '' } = content;
  // the class of a key is given when it is made, and never again
  const present = await inKey(winreg, above, names, key => queryKeyInfo(winreg, key));
  if (present && present.className !== className) await removeTree(winreg, above, names);
  await inKeyMade(winreg, above, { names, className: className || undefined }, async key => {
    await writeValues(winreg, key, content);
    await writeSubkeys(winreg, key, content);
    await writeSecurity(winreg, key, content.securityDescriptor);
  });
}

async function writeValues(winreg: RpcBinding, key: KeyHandle, { values }: RegistryKey): Promise<void> {
  const present = await all(enumerateValues(winreg, key));
  for (const { name } of present) {
    // a name in other upper and lower case stays as it is when it is only set again
    if (!values.some(value => value.name === name)) await deleteValue(winreg, key, name);
  }
  for (const value of values) {
    const there = present.find(({ name }) => name === value.name);
    if (there?.type !== value.type || Buffer.compare(there.data, value.data) !== 0) await setValue(winreg, key, value);
  }
}

async function writeSubkeys(winreg: RpcBinding, key: KeyHandle, { subkeys }: RegistryKey): Promise<void> {
  for (const { name } of await all(enumerateKeys(winreg, key))) {
    if (!subkeys.some(subkey => sameName(subkey.name, name))) await removeTree(winreg, key, [name]);
  }
  for (const subkey of subkeys) await writeTree(winreg, key, [subkey.name], subkey);
}

async function writeSecurity(winreg: RpcBinding, key: KeyHandle, descriptor: Uint8Array | undefined): Promise<void> {
  if (descriptor === undefined) return;
  const present = await getKeySecurity(winreg, key);
  if (Buffer.compare(present, descriptor) !== 0) await setKeySecurity(winreg, key, descriptor);
}
