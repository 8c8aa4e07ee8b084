import { ResiteError } from '@resite/errors';
import { bytesOf, cLibrary, lastError } from './c-library.ts';
import { bytesFromText, type Path, textFromBytes, withBytesShown } from './path-text.ts';

/**
 * Extended attributes of a file, folder or link itself (links are not followed). Names include their namespace, as `user.DOSATTRIB`;
 * they are text that keeps bytes which are not UTF-8, see `textFromBytes`.
 */
export function getExtendedAttribute(path: Path, name: string): Buffer | undefined {
  for (let size = 256; ; size *= 4) {
    const value = Buffer.alloc(size);
    const length = Number(cLibrary().lgetxattr(bytesOf(path), nameOf(name), value, size));
    if (length >= 0) return value.subarray(0, length);
    const reason = lastError();
    if (reason === 'ENODATA' || reason === 'ENOTSUP' || reason === 'EOPNOTSUPP') return undefined;
    if (reason !== 'ERANGE' || size > 1 << 20) throw failure('read', path, name, reason);
  }
}

export function setExtendedAttribute(path: Path, name: string, value: Uint8Array): void {
  if (cLibrary().lsetxattr(bytesOf(path), nameOf(name), value, value.length, 0) !== 0)
    throw failure('set', path, name, lastError());
}

/** Removes the attribute; one that is not there is no error. */
export function removeExtendedAttribute(path: Path, name: string): void {
  if (cLibrary().lremovexattr(bytesOf(path), nameOf(name)) === 0) return;
  const reason = lastError();
  if (reason !== 'ENODATA') throw failure('remove', path, name, reason);
}

/** The names of all extended attributes, in the order of the kernel, which restic keeps; empty where the file system keeps none. */
export function listExtendedAttributes(path: Path): string[] {
  for (let size = 1024; ; size *= 4) {
    const list = Buffer.alloc(size);
    const length = Number(cLibrary().llistxattr(bytesOf(path), list, size));
    if (length >= 0) return textFromBytes(list.subarray(0, length)).split('\0').filter(Boolean);
    const reason = lastError();
    if (reason === 'ENOTSUP' || reason === 'EOPNOTSUPP') return [];
    if (reason !== 'ERANGE' || size > 1 << 20) throw failure('list', path, '*', reason);
  }
}

/** Whether an open file has extended attributes; true also when that cannot be found out. Cheaper than listing them. */
export function hasExtendedAttributes(descriptor: number): boolean {
  if (process.platform !== 'linux') return false;
  const length = Number(cLibrary().flistxattr(descriptor, null, 0));
  return length > 0 || (length < 0 && !['ENOTSUP', 'EOPNOTSUPP'].includes(lastError()));
}

const nameOf = (name: string) => bytesOf(bytesFromText(name));

function failure(doing: string, path: Path, name: string, reason: string): ResiteError {
  const message = `cannot ${doing} the extended attribute ${withBytesShown(name)} of ${path}: ${reason}`;
  if (reason === 'ENOTSUP' || reason === 'EOPNOTSUPP') {
    return new ResiteError('XATTR_UNSUPPORTED', message, {
      hint: 'Use a folder on a file system with user extended attributes, such as ext4, xfs or btrfs.',
    });
  }
  return new ResiteError(
    reason === 'ENOENT' ? 'FILE_MISSING' : reason === 'ENOSPC' ? 'DISK_FULL' : 'FILE_ACCESS',
    message,
  );
}
