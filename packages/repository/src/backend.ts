/** Where the files of a repository lie. */
export { type Backend, type FileRange, type FileType, isFileName, type StoredFile } from './backend/backend.ts';
export { localBackend } from './backend/local-backend.ts';
export { memoryBackend } from './backend/memory-backend.ts';
export { type BackendOptions, openBackend } from './backend/open-backend.ts';
export type { ServerSettings, Timeouts } from './backend/remote-backend.ts';
