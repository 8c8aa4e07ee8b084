import { randomBytes } from 'node:crypto';

/** Where a file is made before it gets its name: beside it, as restic has it. */
export function unfinishedPath(path: string): string {
  return `${path}-tmp-${randomBytes(5).toString('hex')}`;
}

/** Whether a file was left by a save that was killed. */
export function isUnfinished(name: string): boolean {
  return /^[0-9a-f]{64}-tmp-/.test(name);
}
