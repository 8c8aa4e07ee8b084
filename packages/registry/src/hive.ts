/** Hives: files that hold a tree of keys. */
export { type HiveFormat, hiveFormatOf, hiveFormats, isHiveFormat } from './hive/hive-format.ts';
export { checkTree } from './hive/limits.ts';
export { type Hive, parseHive } from './hive/parse-hive.ts';
export { restoreKey } from './hive/restore-key.ts';
export { saveKey } from './hive/save-key.ts';
export type { VisitedKey, VisitedValue } from './hive/visited.ts';
export { type HiveVisitor, walkHive } from './hive/walk-hive.ts';
export { type WriteHiveOptions, writeHive } from './hive/write-hive.ts';
