/** The nodes of trees, and their bits. */
export { fileMode, folderMode, modeBits, nodeType, permissionBits, plainFileMode } from './format/file-mode.ts';
export { encodeNode } from './format/tree.ts';
