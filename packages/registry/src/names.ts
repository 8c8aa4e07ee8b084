/** Names as Windows compares them, whatever they name. */
export { compareNames, sameName, uniqueNames, upcase } from './model/names.ts';
