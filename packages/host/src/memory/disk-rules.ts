import { ResiteError } from '@resite/errors';
import { refused } from '../files/failure.ts';
import type { FilePath } from './paths.ts';
import { type Entry, isFolder } from './tree.ts';

/** True where `path` lies inside of `above`, at any depth. */
export function isBelow(path: FilePath, above: FilePath): boolean {
  return (
    path.drive === above.drive &&
    path.keys.length > above.keys.length &&
    above.keys.every((key, depth) => path.keys[depth] === key)
  );
}

/** Only a file takes the place of a file, and a folder that of an empty one. */
export function refuseReplacing(from: string, source: Entry, target: Entry): void {
  if (!isFolder(target) && !isFolder(source)) return;
  if (!isFolder(source)) throw refused('rename', from, 'EISDIR');
  if (!isFolder(target)) throw refused('rename', from, 'ENOTDIR');
  if (target.children.size > 0) throw refused('rename', from, 'ENOTEMPTY');
}

export function otherThing(path: string, entry: Entry, onTheWay = false): ResiteError {
  const is = isFolder(entry) ? 'a folder' : 'a file';
  return new ResiteError('FILE_ACCESS', `${path}: ${onTheWay ? 'what is on the way' : 'what is there'} is ${is}`);
}
