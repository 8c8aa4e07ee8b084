import type { CheckDefinition } from '../definition.ts';
import { revivalChecks } from './after-restore.ts';
import { backupChecks } from './before-backup.ts';
import { restoreChecks } from './before-restore.ts';
import { hostChecks } from './host.ts';
import { serverChecks } from './servers.ts';

const table = { ...serverChecks, ...backupChecks, ...restoreChecks, ...revivalChecks, ...hostChecks };

/** Stable name of a check, such as `target-domain`. */
export type CheckId = keyof typeof table;

/** Every check there is, by its ID, in the order of the procedures. */
export const checkTable: Readonly<Record<CheckId, CheckDefinition>> = table;
