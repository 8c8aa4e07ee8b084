import type { Task } from './work.ts';

const readers: ReadonlySet<Task> = new Set<Task>(['open', 'checkPack', 'writeFiles', 'writePieces']);

/** Bytes of packs among the parameters of a task: the sender gives them away. */
export function sealedBytes(task: Task, parameters: readonly unknown[]): Uint8Array[] {
  if (!readers.has(task)) return [];
  return parameters
    .map(value => (typeof value === 'object' && value !== null && 'bytes' in value ? value.bytes : value))
    .filter(value => value instanceof Uint8Array);
}
