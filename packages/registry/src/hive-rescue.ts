/** Hives that were not closed, or are damaged. */
export { checkHive } from './hive/inspect/check-hive.ts';
export type { HiveProblem, HiveProblemKind } from './hive/inspect/problem.ts';
export { type Salvage, salvageHive } from './hive/inspect/salvage-hive.ts';
export type { HiveLog } from './hive/recover/log-file.ts';
export { isDirtyHive, type Recovery, recoverHive } from './hive/recover/recover-hive.ts';
