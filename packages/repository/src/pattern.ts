/** Patterns of paths, to leave out or to include. */
export {
  folderPattern,
  matchesAny,
  type PathTest,
  type PatternListOptions,
  type PatternTest,
  pathPattern,
} from './find/pattern.ts';
