/** Names of keys and values as Windows compares them. */
export { compareNames, sameName, upcase } from './model/names.ts';
