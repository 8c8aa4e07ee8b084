import { parseWindowsPath } from '../../files/windows-path.ts';
import type { SharePath } from '../session/protocol.ts';

/** Where SMB has what Windows calls `D:\SMS`: in the share D$. */
export function placeOf(path: string): SharePath {
  const { drive, names } = parseWindowsPath(path);
  return { share: `${drive}$`, path: names.join('\\') };
}
