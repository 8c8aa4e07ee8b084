import type { RpcBinding } from '@resite/msrpc/binding';
import { isWindowsError } from '@resite/msrpc/status';
import { deleteKey, enumerateKeys, type KeyHandle } from '@resite/msrpc/winreg';
import { all } from './all.ts';
import { inKey } from './open-key.ts';

/** Removes a key with all that is below it, the lowest first, as Windows wants it. What is not there is no error. */
export async function removeTree(winreg: RpcBinding, above: KeyHandle, names: readonly string[]): Promise<void> {
  await inKey(winreg, above, names, async key => {
    for (const { name } of await all(enumerateKeys(winreg, key))) await removeTree(winreg, key, [name]);
  });
  try {
    await deleteKey(winreg, above, names.join('\\'));
  } catch (error) {
    if (!isWindowsError(error, 'ERROR_FILE_NOT_FOUND')) throw error;
  }
}
