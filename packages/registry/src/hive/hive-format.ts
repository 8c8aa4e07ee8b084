/**
 * The minor versions that can be written: 2 is for Windows NT 3.5 and 3.51, which know no fast leaves (msuhanov/regf, "Very old
 * versions of Windows"), 3 for Windows NT 4.0 and later, 5 for Windows XP and later. A Windows reads those before its own.
 */
export const hiveFormats = [2, 3, 5] as const;

export type HiveFormat = (typeof hiveFormats)[number];

export function isHiveFormat(minorVersion: number): minorVersion is HiveFormat {
  return (hiveFormats as readonly number[]).includes(minorVersion);
}

/**
 * The newest format that can be written and that this Windows reads. `windowsVersion` is its number, as `3.51`; what is none
 * counts as 4.0. REGEDT32 of NT 3.51 takes no hive of NT 4.0 (Q166897), and Windows 2000 (5.0) only the format of 4.0
 * (RegSaveKeyEx, REG_STANDARD_FORMAT).
 *
 * @example
 * ```ts
 * import { createKey, hiveFormatOf, writeHive } from '@resite/registry';
 *
 * const hive = writeHive(createKey('SMS'), { minorVersion: hiveFormatOf('3.51') });
 * console.log(hive.readUInt32LE(24));
 * ```
 */
export function hiveFormatOf(windowsVersion: string): HiveFormat {
  const number = Number.parseFloat(windowsVersion);
  if (number < 4) return 2;
  return number > 5 ? 5 : 3;
}
