import type { Command } from 'commander';
import { takesBytes } from '../bytes-in-names.ts';
import { collect } from './filter-options.ts';

export interface ExcludeOptions {
  readonly exclude?: string[];
  readonly iexclude?: string[];
  readonly excludeFile?: string[];
  readonly iexcludeFile?: string[];
}

export interface IncludeOptions {
  readonly include?: string[];
  readonly iinclude?: string[];
  readonly includeFile?: string[];
  readonly iincludeFile?: string[];
}

/** restic's options that leave something out by patterns. */
export function addExcludeOptions(command: Command): Command {
  return takesBytes(command, 'exclude', 'iexclude', 'excludeFile', 'iexcludeFile')
    .option('-e, --exclude <pattern>', 'leave out what matches, with *, ?, […] and ** (may be repeated)', collect)
    .option('--iexclude <pattern>', 'the same, ignoring case (may be repeated)', collect)
    .option('--exclude-file <file>', 'leave out what matches a line of the file (may be repeated)', collect)
    .option('--iexclude-file <file>', 'the same, ignoring case (may be repeated)', collect);
}

/** restic's options that take only what matches. */
export function addIncludeOptions(command: Command): Command {
  return takesBytes(command, 'include', 'iinclude', 'includeFile', 'iincludeFile')
    .option('-i, --include <pattern>', 'only what matches, with *, ?, […] and ** (may be repeated)', collect)
    .option('--iinclude <pattern>', 'the same, ignoring case (may be repeated)', collect)
    .option('--include-file <file>', 'only what matches a line of the file (may be repeated)', collect)
    .option('--iinclude-file <file>', 'the same, ignoring case (may be repeated)', collect);
}
