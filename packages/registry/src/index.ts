export { applyDifferences } from './apply-differences.ts';
export { defaultSecurityDescriptor } from './default-security-descriptor.ts';
export { diffKeys, type RegistryDifference } from './diff.ts';
export { fileTime, fileTimeToDate } from './file-time.ts';
export { formatDifferences } from './format-differences.ts';
export { type EditHiveOptions, editHive, type HiveEditor } from './hive/edit/edit-hive.ts';
export { checkHive } from './hive/inspect/check-hive.ts';
export type { HiveProblem, HiveProblemKind } from './hive/inspect/problem.ts';
export { type Salvage, salvageHive } from './hive/inspect/salvage-hive.ts';
export { checkTree } from './hive/limits.ts';
export { type Hive, parseHive } from './hive/parse-hive.ts';
export type { HiveLog } from './hive/recover/log-file.ts';
export { isDirtyHive, type Recovery, recoverHive } from './hive/recover/recover-hive.ts';
export { restoreKey } from './hive/restore-key.ts';
export { saveKey } from './hive/save-key.ts';
export type { VisitedKey, VisitedValue } from './hive/visited.ts';
export { type HiveVisitor, walkHive } from './hive/walk-hive.ts';
export { type WriteHiveOptions, writeHive } from './hive/write-hive.ts';
export { cloneKey, createKey, deleteValue, ensureKey, findKey, findValue, removeKey, setValue } from './keys.ts';
export { type MergeConflict, mergeKeys } from './merge.ts';
export { type RegistryKey, type RegistryValue, valueType } from './model.ts';
export { compareNames, sameName, uniqueNames, upcase } from './names.ts';
export { applyReg } from './reg/apply-reg.ts';
export type { RegChange, RegDocument, RegSection } from './reg/document.ts';
export { formatReg } from './reg/format-reg.ts';
export { parseReg } from './reg/parse-reg.ts';
export { decodeDescriptor } from './security/decode-descriptor.ts';
export { securityDescriptorToSddl } from './security/format-sddl.ts';
export { type SddlOptions, sddlToSecurityDescriptor } from './security/parse-sddl.ts';
export {
  differenceToJson,
  type JsonDifference,
  type JsonKey,
  type JsonValue,
  keyToJson,
  valueToJson,
} from './to-json.ts';
export {
  binaryValue,
  dwordValue,
  expandStringValue,
  multiStringValue,
  readDword,
  readMultiString,
  readString,
  stringValue,
  typeName,
} from './values.ts';
