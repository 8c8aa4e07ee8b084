/** Patterns of paths, for what is left out or wanted. */
export { folderPattern, matchesAny, type PatternListOptions, pathPattern } from './find/pattern.ts';
