import type { RegistryKey, RegistryValue } from '../../model/model.ts';

export interface EditHiveOptions {
  /** FILETIME that changed keys and the header get. Default: the current time. */
  lastWrite?: bigint;
}

/** A hive that is changed where it is. Paths are below the root: `A\B\C`, '' is the root; names in any case. */
export interface HiveEditor {
  hasKey(path: string): boolean;
  /**
   * Makes the key, together with its parents where missing; false when it was there. Without a descriptor of its own,
   * it has that of its parent.
   */
  createKey(path: string, options?: { className?: string; securityDescriptor?: Uint8Array }): boolean;
  /** Removes the key and everything below it; false when it was not there. The root cannot be removed. */
  removeKey(path: string): boolean;
  /** Replaces the value of this name in its place, or adds one at the end. */
  setValue(path: string, value: RegistryValue): void;
  /** False when there was no such value. */
  deleteValue(path: string, name: string): boolean;
  setSecurityDescriptor(path: string, descriptor: Uint8Array): void;
  /** Replaces all but the name of the key by what `key` is and has; its volatile subkeys are left out. */
  replaceKey(path: string, key: RegistryKey): void;
  /** The hive as a file, clean, with its sequence numbers moved on when something was changed. */
  bytes(): Buffer;
  /** The places in the file, multiples of 4096, of the pages that are new or changed. */
  changedPages(): number[];
}
