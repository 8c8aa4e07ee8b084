export { keyAccess, keyOption } from './winreg/access.ts';
export { enumerateKey, enumerateKeys, type SubkeyEntry } from './winreg/enumerate-keys.ts';
export { enumerateValue, enumerateValues } from './winreg/enumerate-values.ts';
export { restoreFlag, restoreKey, saveKey } from './winreg/hive-files.ts';
export { type KeyHandle, winreg } from './winreg/interface.ts';
export { closeKey, createKey, deleteKey, flushKey, openKey, openLocalMachine } from './winreg/keys.ts';
export { type KeyInfo, queryKeyInfo } from './winreg/query-key-info.ts';
export { getKeySecurity, securityInformation, setKeySecurity } from './winreg/security.ts';
export { deleteValue, queryValue, setValue, type WinregValue } from './winreg/values.ts';
