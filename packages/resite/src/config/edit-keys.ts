import { readFile, realpath, stat } from 'node:fs/promises';
import { ResiteError } from '@resite/errors';
import { writeFileDurably } from '@resite/filesystem';
import type { TrustedKey } from '@resite/procedure';
import { isMap, isNode, isScalar, parseDocument, type YAMLMap } from 'yaml';
import { parseConfig } from './parse.ts';

/** Writes a key into resite.yaml; everything else in the file stays as it is, byte for byte. */
export async function addTrustedKey(file: string, { name, publicKey }: TrustedKey): Promise<void> {
  await edit(file, text => {
    const keys = keysOf(text);
    if (keys.map === undefined) {
      const [start, end] = keys.empty ?? [text.length, text.length];
      const section = `\n  ${name}:\n    publicKey: ${publicKey}`;
      if (keys.empty !== undefined) return `${text.slice(0, start)}${section}${text.slice(end)}`;
      const gap = text === '' || text.endsWith('\n') ? '' : '\n';
      return `${text}${gap}\n# Whose snapshots are restored: public keys, by name. resite keys shows the fingerprints.\ntrustedKeys:${section}\n`;
    }
    if (find(keys.map, name) !== undefined) {
      throw new ResiteError('SIGNING_KEY_EXISTS', `${file} has a key ${name} already`, {
        hint: 'Give another name with --name NAME.',
      });
    }
    return insert(text, keys.map, {
      block: indent => `${name}:\n${indent}  publicKey: ${publicKey}`,
      flow: `${name}: { publicKey: ${publicKey} }`,
    });
  });
}

/** Marks a key as retired. */
export async function retireTrustedKey(
  file: string,
  { name, retired }: { readonly name: string; readonly retired: string },
): Promise<void> {
  await edit(file, text => {
    const { map } = keysOf(text);
    const key = map && find(map, name);
    if (key === undefined) throw new ResiteError('SIGNING_KEY_MISSING', `${file} has no key ${name}`);
    return insert(text, key, { block: () => `retired: ${retired}`, flow: `retired: ${retired}` });
  });
}

async function edit(file: string, change: (text: string) => string): Promise<void> {
  const real = await realpath(file);
  const text = change(await readFile(real, 'utf8'));
  parseConfig(file, text); // what cannot be read again is not written
  await writeFileDurably(real, text, (await stat(real)).mode & 0o777);
}

/** The mapping, or the place of the nothing that stands where it should be. */
function keysOf(text: string): { map?: YAMLMap; empty?: readonly [number, number] } {
  const top = parseDocument(text).contents;
  const pair = isMap(top) ? top.items.find(({ key }) => isScalar(key) && key.value === 'trustedKeys') : undefined;
  if (pair === undefined) return {};
  const { value } = pair;
  if (isMap(value) && value.items.length > 0) return { map: value };
  const [start = text.length, end = start] = (isNode(value) && value.range) || [];
  return { empty: [start, end] };
}

function find(map: YAMLMap, name: string): YAMLMap | undefined {
  const pair = map.items.find(({ key }) => isScalar(key) && String(key.source ?? key.value) === name);
  return isMap(pair?.value) ? pair.value : undefined;
}

/** In front of the first entry, in the style of the mapping. */
function insert(text: string, map: YAMLMap, entry: { block: (indent: string) => string; flow: string }): string {
  const start = map.range?.[0] ?? text.length;
  if (map.flow === true) return `${text.slice(0, start + 1)} ${entry.flow},${text.slice(start + 1)}`;
  const indent = ' '.repeat(start - (text.lastIndexOf('\n', start - 1) + 1));
  return `${text.slice(0, start)}${entry.block(indent)}\n${indent}${text.slice(start)}`;
}
