import { type BigIntStats, lstatSync } from 'node:fs';
import { type LocalPath, pathKey } from './path.ts';

/**
 * The file systems on which these paths lie: what is below a path belongs to that of the path, and where paths are nested, to that
 * of the innermost one.
 */
export class FileSystems {
  /** Devices by paths, whose bytes are one a character. */
  readonly #devices = new Map<string, bigint>();

  constructor(paths: readonly LocalPath[]) {
    for (const path of paths) {
      const device = deviceOf(path);
      if (device !== undefined) this.#devices.set(pathKey(path), device);
    }
  }

  /** A folder on which another file system is mounted is still held, without what is in it (restic: `--one-file-system`). */
  hold(path: LocalPath, stat: BigIntStats): boolean {
    const key = pathKey(path);
    if (this.#own(key, stat.dev)) return true;
    if (!stat.isDirectory()) return false;
    const above = parentOf(key);
    const device = deviceOf(Buffer.from(above, 'latin1'));
    return device !== undefined && this.#own(above, device);
  }

  #own(key: string, device: bigint): boolean {
    let path = key;
    while (!this.#devices.has(path)) {
      const above = parentOf(path);
      if (above === path) return false;
      path = above;
    }
    return this.#devices.get(path) === device;
  }
}

const parentOf = (key: string) => key.slice(0, key.lastIndexOf('/')) || '/';

const deviceOf = (path: LocalPath) => lstatSync(path, { bigint: true, throwIfNoEntry: false })?.dev;
