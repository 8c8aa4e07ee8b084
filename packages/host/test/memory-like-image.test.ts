import { rm } from 'node:fs/promises';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { imageHost } from '@resite/host';
import { memoryHost } from '@resite/host/memory';
import fc from 'fast-check';
import { sampled, seed } from '../../../scripts/sample.ts';
import { makeDisk } from './support/make-disk.ts';
import { makeMemoryMachine } from './support/memory-machine.ts';
import { anyOperation } from './support/operations.ts';
import { sameAnswers } from './support/same-answers.ts';

test('a computer in memory answers as one in a folder does', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyOperation, { minLength: 1, maxLength: 40 }), async operations => {
      const folder = await makeDisk();
      try {
        const memory = memoryHost({ name: 'BRANCH1', machine: makeMemoryMachine({ clock: Date.now, sleep }) });
        await sameAnswers([imageHost({ name: 'BRANCH1', folder }), memory], operations);
      } finally {
        await rm(folder, { recursive: true });
      }
    }),
    { seed, numRuns: sampled(8, 1000) },
  );
});
