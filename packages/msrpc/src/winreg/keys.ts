import type { RpcBinding } from '../binding.ts';
import { call, closeHandle, nothing } from '../call.ts';
import { keyAccess } from './access.ts';
import type { KeyHandle } from './interface.ts';

const { MAXIMUM_ALLOWED } = keyAccess;
const createdNewKey = 1;

export interface OpenOptions {
  /** Bits of `keyAccess`; all that the account may have unless given. */
  access?: number;
  /** Bits of `keyOption`. */
  options?: number;
}

/**
 * OpenLocalMachine ([MS-RRP] 3.1.5.3): HKEY_LOCAL_MACHINE.
 *
 * @example
 * ```ts
 * import type { RpcBinding } from '@resite/msrpc/binding';
 * import { closeKey, enumerateValues, openKey, openLocalMachine } from '@resite/msrpc/winreg';
 *
 * export async function printValues(binding: RpcBinding, path: string): Promise<void> {
 *   const machine = await openLocalMachine(binding);
 *   const key = await openKey(binding, machine, path);
 *   for await (const { name, type, data } of enumerateValues(binding, key)) console.log(name, type, data.length);
 *   await closeKey(binding, key);
 *   await closeKey(binding, machine);
 * }
 * ```
 */
export function openLocalMachine(binding: RpcBinding, access: number = MAXIMUM_ALLOWED): Promise<KeyHandle> {
  return call(
    binding,
    { number: 2, name: 'OpenLocalMachine' },
    undefined,
    writer => {
      writer.pointer(undefined, nothing); // the computer is the one of the connection
      writer.u32(access);
    },
    reader => reader.handle('key'),
  );
}

/** BaseRegOpenKey ([MS-RRP] 3.1.5.15). `path` is a subkey with backslashes; the empty one is the key itself again. */
export function openKey(
  binding: RpcBinding,
  key: KeyHandle,
  path: string,
  options: OpenOptions = {},
): Promise<KeyHandle> {
  return call(
    binding,
    { number: 15, name: 'BaseRegOpenKey' },
    path,
    writer => {
      writer.handle(key);
      writer.struct(() => writer.countedString(path));
      writer.u32(options.options ?? 0);
      writer.u32(options.access ?? MAXIMUM_ALLOWED);
    },
    reader => reader.handle('key'),
  );
}

/**
 * BaseRegCreateKey ([MS-RRP] 3.1.5.7): opens the key, which is made when it is missing, with those above it. The class counts only then.
 * A new key inherits its security descriptor.
 */
export function createKey(
  binding: RpcBinding,
  key: KeyHandle,
  path: string,
  options: OpenOptions & { className?: string } = {},
): Promise<{ key: KeyHandle; created: boolean }> {
  return call(
    binding,
    { number: 6, name: 'BaseRegCreateKey' },
    path,
    writer => {
      writer.handle(key);
      writer.struct(() => writer.countedString(path));
      writer.struct(() => writer.countedString(options.className));
      writer.u32(options.options ?? 0);
      writer.u32(options.access ?? MAXIMUM_ALLOWED);
      writer.pointer(undefined, nothing); // security attributes
      writer.pointer(0, disposition => writer.u32(disposition));
    },
    reader => {
      const created = reader.handle('key');
      const disposition = reader.pointer(() => reader.u32());
      return { key: created, created: disposition === createdNewKey };
    },
  );
}

/** BaseRegCloseKey ([MS-RRP] 3.1.5.6). */
export function closeKey(binding: RpcBinding, key: KeyHandle): Promise<void> {
  return closeHandle(binding, { number: 5, name: 'BaseRegCloseKey' }, key);
}

/** BaseRegDeleteKey ([MS-RRP] 3.1.5.8). A key with subkeys stays, and Windows says `ERROR_ACCESS_DENIED`. */
export function deleteKey(binding: RpcBinding, key: KeyHandle, path: string): Promise<void> {
  return call(
    binding,
    { number: 7, name: 'BaseRegDeleteKey' },
    path,
    writer => {
      writer.handle(key);
      writer.struct(() => writer.countedString(path));
    },
    nothing,
  );
}

/** BaseRegFlushKey ([MS-RRP] 3.1.5.12): returns when all changes of the hive are on its disk. */
export function flushKey(binding: RpcBinding, key: KeyHandle): Promise<void> {
  return call(binding, { number: 11, name: 'BaseRegFlushKey' }, undefined, writer => writer.handle(key), nothing);
}
