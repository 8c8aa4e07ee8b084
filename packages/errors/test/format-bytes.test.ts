import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatBytes } from '../src/index.ts';

test('sizes have three digits and a unit', () => {
  const sizes: [bytes: number, text: string][] = [
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1.00 KiB'],
    [6000, '5.86 KiB'],
    [10_235, '10.0 KiB'],
    [43_200_000, '41.2 MiB'],
    [1023 * 1024, '1.00 MiB'],
    [512 * 1024 ** 3, '512 GiB'],
    [3 * 1024 ** 6, '3072 PiB'],
    [-2048, '-2.00 KiB'],
  ];
  for (const [bytes, text] of sizes) assert.equal(formatBytes(bytes), text);
});
