/** Makes and opens repositories. */
export {
  type InitOptions,
  initRepository,
  initRepositoryOn,
  type OpenOptions,
  openRepository,
  openRepositoryOn,
} from './engine/open.ts';
export { type KeyDerivation, keyDerivation, type Password } from './keys/key-file.ts';
export type { OpenedRepository } from './opened/opened-repository.ts';
