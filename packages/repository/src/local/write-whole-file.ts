import { closeSync, ftruncateSync, openSync, renameSync, unlinkSync } from 'node:fs';
import type { TreeNode } from '../contract/node.ts';
import { creationFlags } from './file-writer.ts';
import { setOpenMetadata } from './metadata.ts';
import { partPath } from './part.ts';
import type { LocalPath } from './path.ts';
import { writeContent } from './write-content.ts';

/** A file that is to be written with all that belongs to it. */
export interface WholeFile
  extends Pick<TreeNode, 'uid' | 'gid' | 'mode' | 'accessed' | 'modified' | 'extendedAttributes' | 'absent'> {
  path: LocalPath;
  /** What is restored, as in `partPath`. */
  restored: string;
  /** Bytes of a file in which zeros are left out; undefined when they are written. */
  sparseSize: number | undefined;
}

/**
 * Writes a file under another name, with its metadata, and then gives it its own. Makes as few system calls as possible:
 * for a small file they take longer than anything else. Leaves nothing behind when it fails.
 */
export function writeWholeFile(file: WholeFile, content: Uint8Array): void {
  const path = typeof file.path === 'string' ? file.path : Buffer.from(file.path);
  const part = partPath(path, file.restored);
  const descriptor = openSync(part, creationFlags, 0o600);
  try {
    try {
      if (file.sparseSize !== undefined) ftruncateSync(descriptor, file.sparseSize);
      if (content.length > 0) writeContent(descriptor, 0, content, { sparse: file.sparseSize !== undefined });
      setOpenMetadata(descriptor, part, file);
    } finally {
      closeSync(descriptor);
    }
    renameSync(part, path);
  } catch (error) {
    unlinkSync(part);
    throw error;
  }
}
