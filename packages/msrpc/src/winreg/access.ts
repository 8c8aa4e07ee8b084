/** REGSAM: what an open key may be used for ([MS-RRP] 2.2.3; the last two of [MS-DTYP] 2.4.3). */
export const keyAccess = {
  KEY_QUERY_VALUE: 0x1,
  KEY_SET_VALUE: 0x2,
  KEY_CREATE_SUB_KEY: 0x4,
  KEY_ENUMERATE_SUB_KEYS: 0x8,
  KEY_CREATE_LINK: 0x20,
  KEY_READ: 0x20019,
  KEY_WRITE: 0x20006,
  KEY_ALL_ACCESS: 0xf003f,
  ACCESS_SYSTEM_SECURITY: 0x01000000,
  MAXIMUM_ALLOWED: 0x02000000,
} as const;

/** dwOptions of {@link openKey} and {@link createKey} ([MS-RRP] 3.1.5.7). */
export const keyOption = {
  /** Lost when Windows stops. */
  REG_OPTION_VOLATILE: 0x1,
  /** As somebody with the privilege to back up or restore; wanted by `saveKey` and `restoreKey`. */
  REG_OPTION_BACKUP_RESTORE: 0x4,
  /** The link itself and not what it points to. */
  REG_OPTION_OPEN_LINK: 0x8,
} as const;
