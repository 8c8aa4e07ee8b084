import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';

type Look = (path: string) => { bavail: number; files: number; ffree: number };

/**
 * Of a disk that takes no more at a path: whether it has room for bytes and none for another file, as a file system with a fixed number
 * of inodes may. The path need not be there.
 */
export function holdsNoMoreFiles(path: string | Buffer, look: Look = statfsSync): boolean {
  const room = roomAt(path.toString(), look);
  return room !== undefined && room.bavail > 0 && room.files > 0 && room.ffree === 0;
}

/** What to do then. */
export const adviceOnFiles =
  'The disk has room, but holds as many files as it can; df -i shows it. Remove files there, or use a disk that can hold more.';

function roomAt(path: string, look: Look): ReturnType<Look> | undefined {
  try {
    return look(path);
  } catch {
    const above = dirname(path);
    return above === path ? undefined : roomAt(above, look);
  }
}
