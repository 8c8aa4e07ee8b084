import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Backend, FileType } from '../../src/index.ts';

/**
 * What may happen at one change of a repository in a folder.
 * - `fails`: it and every later one fails.
 * - `stumbles`: it fails, later ones do not.
 * - `tears`: half of the file is left under the name of an unfinished one; every later change fails.
 * - `loses`: power is lost. What `save` stored is durable, and so is a removal but that of a pack, as the interface promises:
 *   packs that were removed may be back.
 * - `denies`: it is done, but reported as a failure, as by a connection that breaks before the answer; later ones succeed.
 */
export const breakages = ['fails', 'stumbles', 'tears', 'loses', 'denies'] as const;
export type Breakage = (typeof breakages)[number];

export interface BrokenBackend extends Backend {
  /** Changes so far; those of locks do not count, and never fail. */
  readonly changes: number;
  /** What the power failure does to the files, when all work has ended. */
  settle(): Promise<void>;
}

export function brokenBackend(inner: Backend, nth: number, breakage: Breakage, random: () => number): BrokenBackend {
  let changes = 0;
  const removed: { name: string; content: Buffer }[] = [];
  const failure = () => new Error('the computer stopped');

  const change = async (type: FileType, half: () => void, action: () => Promise<void>) => {
    if (type === 'locks') return action();
    changes += 1;
    if (changes > nth && (breakage === 'stumbles' || breakage === 'denies')) return action();
    if (changes > nth) throw failure();
    if (changes < nth || breakage === 'denies') await action();
    if (changes < nth) return;
    if (breakage === 'tears') half();
    throw failure();
  };
  return {
    location: inner.location,
    create: () => inner.create(),
    load: (...args) => inner.load(...args),
    list: type => inner.list(type),
    close: () => inner.close(),
    removeUnfinished: () => inner.removeUnfinished!(),
    save: (type, name, parts) =>
      change(
        type,
        () => tear(inner.location, type, name, parts),
        () => inner.save(type, name, parts),
      ),
    remove: (type, name) =>
      change(
        type,
        () => {},
        async () => {
          const isThere = type === 'data' && (await inner.list(type)).some(file => file.name === name);
          if (isThere && breakage === 'loses') removed.push({ name, content: await inner.load(type, name) });
          await inner.remove(type, name);
        },
      ),
    get changes() {
      return changes;
    },
    async settle() {
      for (const { name, content } of removed) if (random() < 0.5) await inner.save('data', name, [content]);
    },
  };
}

function tear(location: string, type: FileType, name: string, parts: readonly Uint8Array[]): void {
  const folder = type === 'data' ? join('data', name.slice(0, 2)) : type;
  const whole = Buffer.concat(parts);
  writeFileSync(join(location, folder, `${name}-tmp-0123456789`), whole.subarray(0, whole.length >> 1));
}
