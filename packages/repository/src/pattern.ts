/** Patterns of paths, to leave out or to include. */
export { folderPattern, matchesAny, type PatternListOptions, pathPattern } from './find/pattern.ts';
