import { deleteValue, ensureKey, removeKey, setValue } from '../model/keys.ts';
import type { RegistryKey } from '../model/model.ts';
import { upcase } from '../model/names.ts';
import type { RegDocument } from './document.ts';
import { regInvalid } from './reg-invalid.ts';
import { longPath } from './root-names.ts';

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
  for (const { below, deleted, changes } of sections) {
    if (deleted) {
      removeOrEmpty(root, below);
      continue;
    }
    const key = ensureKey(root, below, options);
    for (const change of changes) {
      if (change.kind === 'set') setValue(key, change.value);
      else deleteValue(key, change.name);
    }
  }
}

function removeOrEmpty(root: RegistryKey, below: string): void {
  if (below !== '') {
    removeKey(root, below);
    return;
  }
  root.values = [];
  root.subkeys = [];
}

function pathBelow(base: string, path: string): string {
  if (upcase(path) === upcase(base)) return '';
  if (upcase(path).startsWith(`${upcase(base)}\\`)) return path.slice(base.length + 1);
  throw regInvalid(`the key ${path} does not lie within ${base}`);
}
