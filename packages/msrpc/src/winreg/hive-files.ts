import type { RpcBinding } from '../binding.ts';
import { call, nothing } from '../call.ts';
import type { KeyHandle } from './interface.ts';

/** Flags of {@link restoreKey} ([MS-RRP] 3.1.5.19). */
export const restoreFlag = {
  /** Not kept when Windows stops. */
  REG_WHOLE_HIVE_VOLATILE: 0x1,
  /** Also where keys below are open. */
  REG_FORCE_RESTORE: 0x8,
} as const;

/**
 * BaseRegSaveKey ([MS-RRP] 3.1.5.20): writes the key with all below it into a new hive file, a path on the computer itself. The account
 * needs the privilege to back up, and the key must be open with `REG_OPTION_BACKUP_RESTORE`. A file that exists is not replaced.
 */
export function saveKey(binding: RpcBinding, key: KeyHandle, file: string): Promise<void> {
  return call(
    binding,
    { number: 20, name: 'BaseRegSaveKey' },
    `into ${file}`,
    writer => {
      writer.handle(key);
      writer.struct(() => writer.countedString(file));
      writer.pointer(undefined, nothing); // security attributes of the file
    },
    nothing,
  );
}

/**
 * BaseRegRestoreKey ([MS-RRP] 3.1.5.19): replaces what is in and below the key by a hive file, a path on the computer itself. The account
 * needs the privilege to restore. No key below may be open, unless `REG_FORCE_RESTORE` is given.
 */
export function restoreKey(binding: RpcBinding, key: KeyHandle, file: string, flags = 0): Promise<void> {
  return call(
    binding,
    { number: 19, name: 'BaseRegRestoreKey' },
    `from ${file}`,
    writer => {
      writer.handle(key);
      writer.struct(() => writer.countedString(file));
      writer.u32(flags);
    },
    nothing,
  );
}
