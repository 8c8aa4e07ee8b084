/**
 * A pattern for paths, with restic's meaning: `*`, `?` and `[…]` stand for characters of one name, `**` for any number of
 * folders; it may begin at any folder unless it begins with a slash; and what lies below a match matches as well.
 *
 * @example
 * ```ts
 * import { pathPattern } from '@resite/repository';
 *
 * const matches = pathPattern('logs/*.txt');
 * console.log(matches('/srv/logs/a.txt'), matches('/srv/a.txt')); // true false
 * ```
 */
export function pathPattern(pattern: string, options: CaseOptions = {}): (path: string) => boolean {
  return matcher(pattern, '(?:/|$)', options);
}

interface CaseOptions {
  readonly ignoreCase?: boolean | undefined;
}

function matcher(pattern: string, end: string, { ignoreCase }: CaseOptions): (path: string) => boolean {
  const parts = pattern.split('/').filter(part => part !== '' && part !== '.');
  const start = pattern.startsWith('/') ? '^' : '^(?:/[^/]*)*?';
  const body = parts.map(part => (part === '**' ? '(?:/[^/]*)*' : `/${nameExpression(part)}`)).join('');
  // biome-ignore lint/plugin: names in any repository, as restic matches them
  const expression = new RegExp(`${start}${body}${end}`, ignoreCase ? 'isu' : 'su');
  return path => expression.test(path);
}

export interface PatternListOptions {
  readonly patterns?: readonly string[] | undefined;
  /** Beside these, patterns that ignore case. */
  readonly ignoringCase?: readonly string[] | undefined;
}

/** A test of paths. */
export interface PathTest {
  (path: string): boolean;
  /** The test of what lies below a path that meets it: what is met there has to be something further down. */
  below?(named: string): (path: string) => boolean;
}

export interface PatternTest extends PathTest {
  below(named: string): (path: string) => boolean;
}

/**
 * Whether a path meets a list of patterns, as restic reads its exclude lists: of the patterns that match, the last one
 * decides, and one that begins with `!` takes the path back. Lists with and without regard to case stand side by side.
 */
export function matchesAny({ patterns = [], ignoringCase = [] }: PatternListOptions): PatternTest {
  const lists = [patternList(patterns, false), patternList(ignoringCase, true)];
  const testOf = (tests: readonly PathTest[]) => (path: string) => tests.some(test => test(path));
  return Object.assign(testOf(lists), { below: (named: string) => testOf(lists.map(list => list.below(named))) });
}

function patternList(patterns: readonly string[], ignoreCase: boolean): PatternTest {
  const rules = patterns.map(pattern => {
    const says = !pattern.startsWith('!');
    const name = says ? pattern : pattern.slice(1);
    return { says, matches: pathPattern(name, { ignoreCase }), matchesWhole: matcher(name, '$', { ignoreCase }) };
  });
  const decision = (list: readonly { says: boolean; matches: (path: string) => boolean }[]) => (path: string) =>
    list.findLast(({ matches }) => matches(path))?.says ?? false;
  const below = (named: string) =>
    decision(
      rules.map(({ says, matches, matchesWhole }) =>
        says && matches(named) ? { says, matches: anyFurther(named, matchesWhole) } : { says, matches },
      ),
    );
  return Object.assign(decision(rules), { below });
}

/** Whether the test holds for the path, or for a folder of it below the one that is named. */
function anyFurther(named: string, test: (path: string) => boolean): (path: string) => boolean {
  return path => {
    let folder = named.replace(/\/$/, '');
    return path
      .slice(folder.length)
      .split('/')
      .filter(Boolean)
      .some(name => {
        folder += `/${name}`;
        return test(folder);
      });
  };
}

/** Whether something below a folder may match the pattern (see `pathPattern`), so that it has to be entered. */
export function folderPattern(pattern: string, { ignoreCase = false } = {}): (folder: string) => boolean {
  if (!pattern.startsWith('/')) return () => true;
  const parts = pattern.split('/').filter(part => part !== '' && part !== '.');
  const fixed = parts.includes('**') ? parts.slice(0, parts.indexOf('**')) : parts;
  const ways = fixed.map((_, depth) => pathPattern(`/${fixed.slice(0, depth + 1).join('/')}`, { ignoreCase }));
  return folder => {
    const depth = folder.split('/').length - 1;
    return depth === 0 || (ways[Math.min(depth, ways.length) - 1]?.(folder) ?? true);
  };
}

/** Go's `filepath.Match`: `[^…]` negates, a backslash takes the next character as it is. */
function nameExpression(part: string): string {
  return part.replace(/\\(.)|\[(\^?)((?:\\.|[^\]\\])+)\]|\*+|\?|[^*?[\\]+|./gsu, (text, escaped, not, set) => {
    if (escaped !== undefined) return literal(escaped as string);
    if (set !== undefined) return `(?!/)[${not}${(set as string).replace(/(?<!\\)[[\]^]/g, '\\$&')}]`;
    if (text.startsWith('*')) return '[^/]*';
    return text === '?' ? '[^/]' : literal(text);
  });
}

const literal = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
