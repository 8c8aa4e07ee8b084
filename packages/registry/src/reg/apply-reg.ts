import { splitPath } from '../model/keys.ts';
import type { RegistryKey } from '../model/model.ts';
import { upcase } from '../model/names.ts';
import type { RegDocument } from './document.ts';
import { regInvalid } from './reg-invalid.ts';
import { longPath } from './root-names.ts';
import { TreeChanges } from './tree-changes.ts';

/**
 * Does to a tree what importing the file does to a registry. `path` is where `root` is in that registry; a section
 * that lies elsewhere fails with `REG_INVALID` before anything is changed. A section that deletes `root` empties it.
 *
 * @example
 * ```ts
 * import { readFileSync, writeFileSync } from 'node:fs';
 * import { applyReg, parseHive, parseReg, writeHive } from '@resite/registry';
 *
 * const { root } = parseHive(readFileSync('SOFTWARE'));
 * applyReg(parseReg(readFileSync('settings.reg')), 'HKLM\\SOFTWARE', root);
 * writeFileSync('SOFTWARE.new', writeHive(root));
 * ```
 */
export function applyReg(
  document: RegDocument,
  path: string,
  root: RegistryKey,
  options: { lastWrite?: bigint } = {},
): void {
  const base = longPath(path);
  const sections = document.sections.map(section => ({ ...section, below: pathBelow(base, section.path) }));
  const tree = new TreeChanges(options);
  for (const { below, deleted, changes } of sections) {
    const names = splitPath(below);
    if (deleted && names.length === 0) tree.empty(root);
    else if (deleted) tree.removeKey(root, names);
    else {
      const key = tree.ensureKey(root, names);
      for (const change of changes) {
        if (change.kind === 'set') tree.setValue(key, change.value);
        else tree.deleteValue(key, change.name);
      }
    }
  }
  tree.finish();
}

function pathBelow(base: string, path: string): string {
  if (upcase(path) === upcase(base)) return '';
  if (upcase(path).startsWith(`${upcase(base)}\\`)) return path.slice(base.length + 1);
  throw regInvalid(`the key ${path} does not lie within ${base}`);
}
