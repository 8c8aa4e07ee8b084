/** Keys of a registry in memory. */
export { cloneKey, createKey, deleteValue, ensureKey, findKey, findValue, removeKey, setValue } from './model/keys.ts';
export type { RegistryKey, RegistryValue } from './model/model.ts';
