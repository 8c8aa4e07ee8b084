import { defined } from '@resite/errors';
import type { Command } from 'commander';
import { exactVariable } from '../../exact-arguments.ts';
import { takesBytes } from '../bytes-in-names.ts';
import { collect } from './filter-options.ts';
import { entriesOf } from './lines-of.ts';
import { readNamedFile } from './read-named-file.ts';

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

export interface Patterns {
  readonly patterns: readonly string[];
  readonly ignoringCase: readonly string[];
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

export async function excludePatterns(options: ExcludeOptions): Promise<Patterns> {
  const { exclude = [], iexclude = [], excludeFile, iexcludeFile } = options;
  return {
    patterns: [...exclude.filter(isPattern), ...(await patternsIn(excludeFile))],
    ignoringCase: [...iexclude.filter(isPattern), ...(await patternsIn(iexcludeFile))],
  };
}

export async function includePatterns(options: IncludeOptions): Promise<Patterns> {
  const { include = [], iinclude = [], includeFile, iincludeFile } = options;
  return excludePatterns({
    exclude: include,
    iexclude: iinclude,
    ...defined({ excludeFile: includeFile, iexcludeFile: iincludeFile }),
  });
}

/** An empty one, which would match everything, is passed over, as restic does. */
const isPattern = (pattern: string) => pattern !== '';

/** One pattern a line, as in restic's files: `#` begins a comment line, `$NAME` and `${NAME}` are environment variables. */
async function patternsIn(files: readonly string[] = []): Promise<string[]> {
  const contents = await Promise.all(files.map(file => readNamedFile(file, 'patterns')));
  return contents.flatMap(entriesOf).map(expandVariables);
}

function expandVariables(line: string): string {
  return line.replace(/\$(?:\$|(\w+)|\{(\w+)\})/g, (_, bare?: string, braced?: string) => {
    const name = bare ?? braced;
    return name === undefined ? '$' : (exactVariable(name) ?? '');
  });
}
