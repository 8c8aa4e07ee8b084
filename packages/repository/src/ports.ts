/** What a simulated process has in another way. */
export { type LockHolder, lockHolder } from './locks/lock-holder.ts';
