import { upcase } from '@resite/registry/names';

/** `C:\SMS\` → `C:\SMS`; the root of a drive keeps its backslash. The drive letter comes out in upper case. */
export function tidyPath(path: string): string {
  const trimmed = path.trim().replaceAll('/', '\\').replace(/\\+$/, '');
  const tidy = trimmed.replace(/^[a-z]:/, drive => upcase(drive));
  return /^[A-Z]:$/.test(tidy) ? `${tidy}\\` : tidy;
}

/** True for `C:\SMS` and the like: what Windows could have as a folder on a drive; not the drive itself, no share. */
export function isFolderPath(path: string): boolean {
  return /^[A-Z]:(\\[^\\/:*?"<>|\x00-\x1f]*[^\\/:*?"<>|\x00-\x1f. ])+$/i.test(path);
}

/** True for the folder itself and everything below it. */
export function isWithin(path: string, folder: string): boolean {
  const [inner, outer] = [upcase(path), upcase(folder).replace(/\\$/, '')];
  return inner === outer || inner.startsWith(`${outer}\\`);
}

/** The part after the last backslash. */
export function fileName(path: string): string {
  return path.slice(path.lastIndexOf('\\') + 1);
}
