import type { RpcBinding } from '@resite/msrpc/binding';
import { isWindowsError } from '@resite/msrpc/status';
import { closeKey, createKey, type KeyHandle, openKey, openLocalMachine } from '@resite/msrpc/winreg';
import { closing } from '../closing.ts';

type Action<Result> = (key: KeyHandle) => Promise<Result>;

/** With HKEY_LOCAL_MACHINE. */
export async function inRoot<Result>(winreg: RpcBinding, action: Action<Result>): Promise<Result> {
  return closingKey(winreg, await openLocalMachine(winreg), action);
}

/** With the key below `above`; undefined when there is none. */
export async function inKey<Result>(
  winreg: RpcBinding,
  above: KeyHandle,
  names: readonly string[],
  action: Action<Result>,
): Promise<Result | undefined> {
  const key = await openIfAny(winreg, above, names);
  return key && closingKey(winreg, key, action);
}

export interface KeyToMake {
  readonly names: readonly string[];
  /** Of the last one, if it is new. */
  readonly className?: string | undefined;
}

/** With the key below `above`, which is made when it is missing, and those on the way: one by one, as every server can do it. */
export async function inKeyMade<Result>(
  winreg: RpcBinding,
  above: KeyHandle,
  { names, className }: KeyToMake,
  action: Action<Result>,
): Promise<Result> {
  const there = await openIfAny(winreg, above, names);
  if (there) return closingKey(winreg, there, action);
  for (let count = 1; count < names.length; count++) {
    const { key } = await createKey(winreg, above, names.slice(0, count).join('\\'));
    await closeKey(winreg, key);
  }
  const { key } = await createKey(winreg, above, names.join('\\'), className === undefined ? {} : { className });
  return closingKey(winreg, key, action);
}

async function openIfAny(
  winreg: RpcBinding,
  above: KeyHandle,
  names: readonly string[],
): Promise<KeyHandle | undefined> {
  try {
    return await openKey(winreg, above, names.join('\\'));
  } catch (error) {
    if (isWindowsError(error, 'ERROR_FILE_NOT_FOUND')) return undefined;
    throw error;
  }
}

/** With a key that is open, which is closed afterwards. */
function closingKey<Result>(winreg: RpcBinding, key: KeyHandle, action: Action<Result>): Promise<Result> {
  return closing(key, key => closeKey(winreg, key), action);
}
