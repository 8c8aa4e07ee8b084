/**
 * Walks (`walk`, or `walk-memory` without the time of reading the file), reads (`parse`) or writes again (`write`) a hive.
 * Prints keys, values, bytes and milliseconds.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseHive, type RegistryKey, walkHive, writeHive } from '../../packages/registry/src/index.ts';

const [mode = 'walk', path = '', output = '/dev/null'] = process.argv.slice(2);
let [keys, values, bytes] = [0, 0, 0];

const begin = performance.now();
const hive = readFileSync(path);
const read = performance.now();
if (mode === 'walk' || mode === 'walk-memory') {
  walk(hive);
  print(performance.now() - (mode === 'walk' ? begin : read));
} else {
  const { root } = parseHive(hive);
  countTree(root);
  const parsed = performance.now();
  if (mode === 'write') writeFileSync(output, writeHive(root, { minorVersion: 5 }));
  print(mode === 'write' ? performance.now() - parsed : parsed - begin);
}

/** Takes the name of each key; the name, the type and a copy of the data of each value, as the libraries in C give one. */
function walk(hive: Buffer): void {
  const words = new Int32Array(hive.buffer, hive.byteOffset, hive.length >>> 2);
  const copy = new Int32Array(1 << 18);
  walkHive(hive, {
    key({ name }) {
      keys++;
      bytes += name.length;
    },
    value({ name, type, size, dataStart }) {
      if (type > 11 || dataStart < 0) throw new Error('no such value is in this hive');
      const first = dataStart >>> 2;
      const count = (size + 3) >>> 2;
      for (let index = 0; index < count; index++) copy[index] = words[first + index]!;
      values++;
      bytes += name.length + size;
    },
  });
}

function countTree(key: RegistryKey): void {
  keys++;
  bytes += key.name.length;
  for (const { name, data } of key.values) {
    values++;
    bytes += name.length + data.length;
  }
  key.subkeys.forEach(countTree);
}

function print(milliseconds: number): void {
  console.log(`${keys} ${values} ${bytes} ${milliseconds.toFixed(3)}`);
}
