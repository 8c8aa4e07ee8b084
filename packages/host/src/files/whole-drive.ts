import { ResiteError } from '@resite/errors';
import { parseWindowsPath } from './windows-path.ts';

/** A path that was put together from an empty variable must never empty a whole drive, as it did in Q275612. */
export function refuseWholeDrive(path: string): void {
  if (parseWindowsPath(path).names.length > 0) return;
  throw new ResiteError('PATH_INVALID', `${path} is a whole drive, which cannot be removed or renamed`);
}

/** `D` of `D`, `D:` and of every path on the drive. */
export function letterOf(drive: string): string {
  return /^([A-Za-z])(:\\?)?$/.exec(drive)?.[1] ?? parseWindowsPath(drive).drive;
}
