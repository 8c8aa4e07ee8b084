import { upcase } from '@resite/registry/names';

/**
 * A path as it takes part in comparisons. JavaScript takes more names for the same than Windows does: `\SMß` and `\SMSS` are two
 * folders on a Windows disk, and what lies in the one must not be restored for the other.
 */
export const foldPath = (path: string): string => (isAscii.test(path) ? path.toUpperCase() : upcase(path));

/** Nearly all paths are, and the table takes its time. */
const isAscii = /^[\x00-\x7f]*$/;
