import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gaps } from '../generate/gaps.ts';
import { answersOf, plans, stepsFor } from '../generate/q138347.ts';
import { sentences } from '../generate/sentences.ts';

test('every gap is there, once', () => {
  assert.deepEqual(
    gaps.map(({ id }) => id),
    Array.from({ length: 15 }, (_, index) => `G${index + 1}`),
  );
});

for (const gap of gaps) {
  test(`${gap.id} is answered by steps and checks that exist, and by an article`, () => {
    const answers = answersOf(gap);
    assert.match(answers.map(({ source }) => source).join('; '), /Q\d{6}/);
  });
}

test('every sentence of the article is done by a step or a check, and each of its parts is there', () => {
  for (const sentence of sentences) assert.notDeepEqual(answersOf(sentence), [], sentence.id);
  const parts = ['Backup 1', 'Backup 2', 'Backup 3', 'Backup 4a', 'Backup 4b', 'Backup 4c', 'Backup 4d'];
  parts.push('Restore 1', 'Restore 2', 'Restore 3', 'Restore 3e', 'Restore 4', 'Restore 5', 'Summary', 'Caution');
  const ids = sentences.map(({ id }) => id);
  for (const part of parts) assert.ok(ids.includes(part), part);
  assert.equal(new Set(ids).size, ids.length);
  const differs = (id: string) => sentences.find(sentence => sentence.id === id)?.differs ?? '';
  assert.match(differs('Backup 3'), /Only its SMS services .* SQL Server goes on/);
});

test('a step or a check that does not exist is refused', () => {
  const gap = { id: 'G0', gap: '', answer: '' };
  assert.throws(() => answersOf({ ...gap, restore: ['nonsense'] }), /G0 names the restore step nonsense/);
  assert.throws(() => answersOf({ ...gap, checks: ['nonsense'] }), /G0 names the check nonsense/);
});

for (const [part, count] of [
  ['backup', 4],
  ['restore', 5],
] as const) {
  for (let number = 1; number <= count; number++) {
    test(`step ${number} of the article's ${part} is a step of the plan`, () => {
      assert.notDeepEqual(stepsFor(part, number), []);
    });
  }
}

test('the order that the gaps call for', () => {
  const before = (part: keyof typeof plans, first: string, second: string) => {
    const at = (id: string) => plans[part].findIndex(step => step.id === id);
    assert.ok(at(first) !== -1 && at(first) < at(second), `${part}: ${first} before ${second}`);
  };
  before('backup', 'stop-services', 'save-registry');
  before('backup', 'stop-parent-services', 'capture');
  before('backup', 'capture', 'return-services');
  before('restore', 'stop-parent-services', 'restore-registry');
  before('restore', 'restore-client-tree', 'client-setup');
  before('restore', 'restore-sms-ini', 'client-setup');
  before('restore', 'compare', 'client-setup');
  before('restore', 'client-setup', 'install-bootstrap');
  before('restore', 'install-bootstrap', 'return-parent-services');
});
