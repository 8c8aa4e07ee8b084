import { ResiteError } from '@resite/errors';
import { upcase } from '@resite/registry/names';

export interface WindowsPath {
  /** Upper case. */
  readonly drive: string;
  /** Empty for the root of the drive. */
  readonly names: readonly string[];
}

/**
 * Takes `C:\SMS\SYSTEM.MAP` apart. Only absolute paths with a drive letter and backslashes are understood, and only names
 * that Windows itself could have stored: everything else could reach another file than the one named, and is refused with `PATH_INVALID`.
 */
export function parseWindowsPath(path: string): WindowsPath {
  const match = /^([A-Za-z]):\\(.*)$/s.exec(path);
  if (!match) throw invalid(path, 'it does not begin with a drive letter and a backslash, as in C:\\SMS');
  const names = match[2] === '' ? [] : match[2]!.split('\\');
  for (const name of names) {
    const fault = faultOfName(name);
    if (fault !== undefined) throw invalid(path, fault);
  }
  return { drive: upcase(match[1]!), names };
}

export function formatWindowsPath({ drive, names }: WindowsPath): string {
  return `${drive}:\\${names.join('\\')}`;
}

/** Why Windows could not have a file of this name; undefined when it could. */
export function faultOfName(name: string): string | undefined {
  if (name === '') return 'a name in it is empty';
  if (name === '.' || name === '..') return 'it contains . or ..';
  if (/[\x00-\x1f]/.test(name)) return 'it contains a control character';
  if (name.includes(':')) return 'it names an alternate stream';
  if (name.includes('\\')) return 'it contains a backslash, which would lead into another folder';
  if (/[<>"/|?*]/.test(name)) return 'it contains one of the reserved characters < > " / | ? *';
  if (/[. ]$/.test(name)) return 'a name in it ends in a dot or a space, which Windows drops';
  if (/^(con|prn|aux|nul|clock\$|conin\$|conout\$|(?:com|lpt)[0-9¹²³]) *(\.|$)/i.test(name))
    return 'it contains the name of a device';
  if (name.length > 255) return 'a name in it is longer than 255 characters';
  if (!name.isWellFormed()) return 'it contains half of a surrogate pair';
  return undefined;
}

function invalid(path: string, fault: string): ResiteError {
  return new ResiteError('PATH_INVALID', `not a path of a Windows file: ${JSON.stringify(path)}: ${fault}`, {
    hint: 'Give the full path of one file or folder, such as C:\\SMS\\SYSTEM.MAP.',
  });
}
