/** What writes files of this computer for `Repository.restore`. */
export { type LocalTargetOptions, localTarget } from './local/target.ts';
