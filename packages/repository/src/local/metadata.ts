import { chmodSync, constants, fchmodSync, fchownSync, lchownSync, lstatSync } from 'node:fs';
import { isResiteError } from '@resite/errors';
import {
  listExtendedAttributes,
  removeExtendedAttribute,
  setExtendedAttribute,
  setOpenTimes,
  setTimes,
} from '@resite/filesystem';
import { says, type TreeNode } from '../contract/node.ts';
import { permissionBits } from '../format/file-mode.ts';
import { isAllowed } from './opened-folders.ts';
import type { LocalPath } from './path.ts';

type Metadata = Pick<TreeNode, 'uid' | 'gid' | 'mode' | 'accessed' | 'modified' | 'extendedAttributes' | 'absent'>;

/**
 * Owner, extended attributes, mode and times, in this order: a change of owner clears setuid, a read-only mode forbids
 * attributes, and everything moves the times. On a file system without extended attributes there are none. Of a file that
 * `existed`, attributes that the snapshot does not know are removed, but for what the system keeps there for itself. Of an owner or time
 * that the snapshot does not know, nothing is set.
 */
export function setMetadata(path: LocalPath, node: TreeNode, { existed = false } = {}): void {
  if (canOwn(node)) lchownSync(path, node.uid, node.gid);
  if (process.platform === 'linux') {
    if (existed) makeWritable(path, node);
    if (existed) removeAttributes(path, node);
    setAttributes(path, node);
  }
  if (node.type !== 'symlink') chmodSync(path, permissionBits(node.mode));
  if (says(node, 'mtime')) setTimes(path, accessTime(node), node.modified);
}

/** The same for an ordinary file that has just been made and is open: cheaper than by its path. */
export function setOpenMetadata(descriptor: number, path: LocalPath, node: Metadata): void {
  if (canOwn(node)) fchownSync(descriptor, node.uid, node.gid);
  if (process.platform === 'linux') setAttributes(path, node);
  fchmodSync(descriptor, permissionBits(node.mode));
  if (says(node, 'mtime')) setOpenTimes(descriptor, accessTime(node), node.modified);
}

const canOwn = (node: Metadata) => process.getuid?.() === 0 && says(node, 'uid') && says(node, 'gid');
const accessTime = (node: Metadata) => (says(node, 'atime') ? node.accessed : node.modified);

function setAttributes(path: LocalPath, node: Metadata): void {
  for (const { name, value } of node.extendedAttributes ?? []) {
    try {
      setExtendedAttribute(path, name, value);
    } catch (error) {
      if (!isResiteError(error, 'XATTR_UNSUPPORTED')) throw error;
    }
  }
}

/** Of a file that its owner may not change, he may not change the attributes either. The mode is set anyway. */
function makeWritable(path: LocalPath, { type }: TreeNode): void {
  if (type !== 'file' || isAllowed(path, constants.W_OK)) return;
  const { mode, uid } = lstatSync(path);
  if (uid === process.geteuid?.()) chmodSync(path, (mode & 0o7777) | 0o600);
}

function removeAttributes(path: LocalPath, { extendedAttributes = [] }: TreeNode): void {
  const known = new Set(extendedAttributes.map(({ name }) => name));
  for (const name of listExtendedAttributes(path)) {
    if (!known.has(name) && name !== 'security.selinux') removeExtendedAttribute(path, name);
  }
}
