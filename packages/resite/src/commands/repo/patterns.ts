import { defined } from '@resite/errors';
import { exactVariable } from '../../exact-arguments.ts';
import { entriesOf } from './lines-of.ts';
import type { ExcludeOptions, IncludeOptions } from './pattern-options.ts';
import { readNamedFile } from './read-named-file.ts';

export interface Patterns {
  readonly patterns: readonly string[];
  readonly ignoringCase: readonly string[];
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
