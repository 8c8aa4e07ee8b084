import { lstatSync, readdirSync } from 'node:fs';
import { sep } from 'node:path';
import { pathFromText, textFromBytes } from '@resite/filesystem/path-text';
import { pathPattern } from '@resite/repository/pattern';

/** Whether it stands for more than its own text: `*`, `?` and `[…]` in it are signs, and so is a backslash but for Windows. */
export const isPattern = (text: string) => (sep === '\\' ? /[*?[]/ : /[*?[\\]/).test(text);

/**
 * The paths that a pattern stands for, folder by folder in the order of their names, as restic expands it (Go: filepath.Glob).
 * Hidden names are names as well, `**` is a `*`. Undefined when it is malformed.
 */
export function expandPattern(pattern: string): string[] | undefined {
  const parts = (sep === '\\' ? pattern.replaceAll('\\', '/') : pattern).split('/');
  if (!parts.every(isWellFormed)) return undefined;
  let paths = [pattern.startsWith('/') ? '/' : ''];
  for (const part of parts.filter(Boolean)) {
    if (!isPattern(part)) paths = paths.map(path => below(path, part));
    else {
      const matches = pathPattern(`/${part.replace(/^\*+$/, '*')}`);
      paths = paths.flatMap(path =>
        namesIn(path || '.')
          .filter(name => matches(`/${name}`))
          .map(name => below(path, name)),
      );
    }
  }
  return paths.filter(path => orNone(() => lstatSync(pathFromText(path))) !== undefined);
}

const isWellFormed = (part: string) => /^(?:\\.|\[\^?(?:\\.|[^\]\\])+\]|[^[\\])*$/s.test(part);

const below = (path: string, name: string) => (path === '' || path.endsWith('/') ? path + name : `${path}/${name}`);

const namesIn = (folder: string) =>
  orNone(() => readdirSync(pathFromText(folder), 'buffer'))
    ?.map(textFromBytes)
    .sort() ?? [];

/** What cannot be looked at matches nothing. */
function orNone<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) return undefined;
    throw error;
  }
}
