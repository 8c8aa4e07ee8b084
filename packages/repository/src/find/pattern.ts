/**
 * A pattern for paths, with restic's meaning: `*`, `?` and `[…]` stand for characters of one name, `**` for any number of
 * folders; it may begin at any folder unless it begins with a slash; and what lies below a match matches as well.
 */
export function pathPattern(pattern: string, { ignoreCase = false } = {}): (path: string) => boolean {
  const parts = pattern.split('/').filter(part => part !== '' && part !== '.');
  const start = pattern.startsWith('/') ? '^' : '^(?:/[^/]*)*?';
  const body = parts.map(part => (part === '**' ? '(?:/[^/]*)*' : `/${nameExpression(part)}`)).join('');
  const expression = new RegExp(`${start}${body}(?:/|$)`, ignoreCase ? 'isu' : 'su');
  return path => expression.test(path);
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
