import { koffi } from './libraries.ts';

/** Linux: no core file, and no look into this process by others of the same user, for it knows a password (prctl(2), PR_SET_DUMPABLE). */
export function protectMemory(): void {
  const setDumpable = 4;
  koffi.load(null).func('int prctl(int option, ulong value, ulong, ulong, ulong)')(setDumpable, 0, 0, 0, 0);
}
