/** Walks (`walk`), reads (`parse`) or writes again (`write`) a hive. Prints keys, values, bytes and milliseconds. */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseHive, type RegistryKey, walkHive, writeHive } from '../../packages/registry/src/index.ts';

const [mode = 'walk', path = '', output = '/dev/null'] = process.argv.slice(2);
let [keys, values, bytes] = [0, 0, 0];

const begin = performance.now();
if (mode === 'walk') {
  walkHive(readFileSync(path), {
    key: ({ name }) => count(name, undefined),
    value: ({ name, data }) => count(name, data),
  });
} else countTree(parseHive(readFileSync(path)).root);
const read = performance.now();
if (mode === 'write') {
  const { root } = parseHive(readFileSync(path));
  const start = performance.now();
  writeFileSync(output, writeHive(root, { minorVersion: 5 }));
  print(performance.now() - start);
} else print(read - begin);

function countTree(key: RegistryKey): void {
  count(key.name, undefined);
  for (const { name, data } of key.values) count(name, data);
  key.subkeys.forEach(countTree);
}

function count(name: string, data: Uint8Array | undefined): void {
  if (data === undefined) keys++;
  else values++;
  bytes += name.length + (data?.length ?? 0);
}

function print(milliseconds: number): void {
  console.log(`${keys} ${values} ${bytes} ${milliseconds.toFixed(3)}`);
}
