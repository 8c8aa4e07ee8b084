/** The keys of a repository: each opens it with a password of its own. */
export { addKey, changePassword, type KeyInfo, listKeys, type NewKey, removeKey } from './keys/keys.ts';
