import assert from 'node:assert/strict';
import { copyFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { isResiteError } from '@resite/errors';
import { Journal } from '@resite/procedure';
import fc from 'fast-check';

const place = await mkdtemp(join(tmpdir(), 'resite-journal-'));
after(() => rm(place, { recursive: true }));

/** All that decides what is done with services. */
function answers(folder: string) {
  const journal = new Journal(folder);
  try {
    return journal.runs().map(run => ({
      ...run,
      reason: journal.reason(run.id),
      changed: journal.hasChanged(run.id),
      steps: journal.steps(run.id),
      hosts: Object.keys(run.procedure.hosts).map(host => [
        journal.recordedServices(run.id, host),
        journal.downtime(run.id, host)?.over,
      ]),
    }));
  } finally {
    journal.close();
  }
}

const whole = join(place, 'whole');
mkdirSync(whole);
copyFileSync(join(import.meta.dirname, 'fixtures', 'journal-v0.db'), join(whole, 'journal.db'));
const good = answers(whole);
const bytes = readFileSync(join(whole, 'journal.db'));

/** As it was, or refused: nothing in between. */
function judge(damage: Buffer, what: string): void {
  const folder = join(place, 'damaged');
  mkdirSync(folder, { recursive: true });
  cpSync(whole, folder, { recursive: true, force: true });
  for (const end of ['-wal', '-shm']) writeFileSync(join(folder, `journal.db${end}`), '');
  writeFileSync(join(folder, 'journal.db'), damage);
  let found: ReturnType<typeof answers>;
  try {
    found = answers(folder);
  } catch (error) {
    assert.ok(isResiteError(error, 'JOURNAL_DAMAGED', 'JOURNAL_VERSION'), `${what}: ${error}`);
    return;
  }
  assert.deepEqual(found, good, what);
}

test('a bit that is flipped anywhere is found, or changes no answer', () => {
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.nat(7), (position, bit) => {
      const damage = Buffer.from(bytes);
      damage[position]! ^= 1 << bit;
      judge(damage, `bit ${bit} of byte ${position}`);
    }),
    { numRuns: 400, seed: 138347 },
  );
});

test('a journal that is cut off anywhere is found', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: bytes.length - 1 }), length => {
      judge(bytes.subarray(0, length), `${length} of ${bytes.length} bytes`);
    }),
    { numRuns: 60, seed: 138347 },
  );
});
