import type { Disk } from '@resite/filesystem/disk';

/** Small files of a simulated computer, by their paths: its processes come and go, they stay. */
export type ComputerFiles = Map<string, Buffer>;

export interface DiskGate {
  /** When an operation is on its way: may wait, or never come back. */
  before(operation: string, path: string): Promise<void> | undefined;
  /** When it has had its effect. */
  after(operation: string, path: string): Promise<void> | undefined;
  /** It takes nothing more. */
  isFull(): boolean;
}

/** The disk as a process on that computer has it. */
export function memoryDisk(files: ComputerFiles, { before, after, isFull }: DiskGate): Disk {
  const missing = (path: string) => Object.assign(new Error(`there is no ${path}`), { code: 'ENOENT' });
  const needSpace = () => {
    if (isFull()) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  };
  return {
    async read(path) {
      await before('read', path);
      const content = files.get(path);
      if (content === undefined) throw missing(path);
      return content;
    },
    async write(path, data) {
      await before('write', path);
      needSpace();
      files.set(path, Buffer.from(data));
      await after('write', path);
    },
    async create(path, data) {
      await before('create', path);
      needSpace();
      if (files.has(path)) return false;
      files.set(path, Buffer.from(data));
      await after('create', path);
      return true;
    },
    async remove(path) {
      await before('remove', path);
      files.delete(path);
      await after('remove', path);
    },
    async list(folder) {
      await before('list', folder);
      return [...files.keys()].flatMap(path => (path.startsWith(`${folder}/`) ? [path.slice(folder.length + 1)] : []));
    },
    async makeFolder() {
      needSpace();
    },
    async whoMayChange() {
      return undefined;
    },
  };
}
