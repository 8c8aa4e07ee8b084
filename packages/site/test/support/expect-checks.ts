import assert from 'node:assert/strict';
import type { Check } from '../../src/index.ts';

/** `id code` of every check that is not good and of severity `error`; with a `?` when it may still become good. */
export function failures(checks: readonly Check[], severity: Check['severity'] = 'error'): string[] {
  for (const check of checks) {
    assert.equal(check.ok, check.state === 'ok', check.id);
    assert.equal(check.code === undefined, check.ok, check.id);
    const advice = `${check.how?.kind ?? ''}${check.remedy}`;
    for (const text of [check.title, check.found, check.wanted, advice, check.source]) {
      assert.ok(text.length > 0 && !text.includes('undefined'), `${check.id}: ${text}`);
    }
  }
  const ids = checks.map(({ id }) => id);
  assert.deepEqual(ids, [...new Set(ids)], 'no check is there twice');
  return checks
    .filter(check => !check.ok && check.severity === severity)
    .map(({ id, code, state }) => `${id} ${code}${state === 'not-yet' ? '?' : ''}`);
}

/** The check of this name. */
export function find(checks: readonly Check[], id: string): Check {
  const check = checks.find(candidate => candidate.id === id);
  assert.ok(check, `no check ${id} among ${checks.map(candidate => candidate.id).join(', ')}`);
  return check;
}
