import { type RegistryKey, type RegistryValue, writeHive } from '../../packages/registry/src/index.ts';

const lastWrite = 125911584000000000n;

/** 100,000 keys below 101 groups, each with ten values: half of them short text, half numbers. */
export function makeHive(): Buffer {
  const groups = Array.from({ length: 100 }, (_, group) => ({
    ...emptyKey(`Group ${String(group).padStart(3, '0')}`),
    subkeys: Array.from({ length: 1000 }, (_, item) => ({
      ...emptyKey(`Item ${String(item).padStart(4, '0')}`),
      values: Array.from({ length: 10 }, (_, number) => makeValue(group, item, number)),
    })),
  }));
  return writeHive({ ...emptyKey('Benchmark'), subkeys: groups }, { minorVersion: 5 });
}

function makeValue(group: number, item: number, number: number): RegistryValue {
  if (number % 2 === 1)
    return { name: `Number ${number}`, type: 4, data: new Uint8Array([group, item & 255, number, 0]) };
  const data = new Uint8Array(Buffer.from(`text ${number} of item ${item} in group ${group}\0`, 'utf16le'));
  return { name: `Text ${number}`, type: 1, data };
}

function emptyKey(name: string): RegistryKey {
  return { name, lastWrite, values: [], subkeys: [] };
}
