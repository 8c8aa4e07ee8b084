/** What reads files of this computer for `Repository.archive`. */
export { isUnchanged } from './archive/change.ts';
export { type Ahead, type ListAheadOptions, listAhead } from './archive/list-ahead.ts';
export { isSameMetadata } from './archive/same-tree.ts';
export { streamSource } from './archive/stream-source.ts';
export { cacheTag, type FolderTag, parseFolderTag } from './local/folder-tag.ts';
export { type LocalSourceOptions, localSource } from './local/source.ts';
