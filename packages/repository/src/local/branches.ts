import { parse, sep } from 'node:path';
import { absolutePath } from '@resite/filesystem/path-text';

/** A folder on the way to a named path, or the named path itself. */
export interface Branch {
  /** Text that keeps bytes which are not UTF-8; so are the names. */
  path: string;
  isNamed: boolean;
  inside: Map<string, Branch>;
}

/** What leads to the paths: from the top down, and each by its path. */
export function branchesTo(paths: readonly string[]): { top: Branch; byPath: ReadonlyMap<string, Branch> } {
  const top: Branch = { path: '/', isNamed: false, inside: new Map() };
  const byPath = new Map([[top.path, top]]);
  for (const path of paths) grow(top, absolutePath(path), byPath);
  return { top, byPath };
}

/** On Windows the volume's letter is a folder of its own, `C`. */
function grow(top: Branch, path: string, byPath: Map<string, Branch>): void {
  const { root } = parse(path);
  const volume = root.replaceAll(/[:\\/]/g, '');
  const rest = path.slice(root.length).split(sep).filter(Boolean);
  let branch = top;
  let real = '';
  for (const [index, name] of (volume ? [volume, ...rest] : rest).entries()) {
    real = volume && index === 0 ? `${volume}:/` : `${real.replace(/\/$/, '')}/${name}`;
    const inner: Branch = branch.inside.get(name) ?? { path: real, isNamed: false, inside: new Map() };
    branch.inside.set(name, inner);
    byPath.set(real, inner);
    branch = inner;
  }
  branch.isNamed = true;
}
