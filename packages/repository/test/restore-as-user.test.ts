import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chownSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from './helpers.ts';

const nobody = 65_534;

/** What the script prints, as root would not see it: modes do not hold root back. */
function asUser(folder: string, script: string): string {
  const command = [process.execPath, join(import.meta.dirname, script)];
  const options = { cwd: folder, encoding: 'utf8', env: { ...process.env, HOME: folder } } as const;
  if (process.getuid?.() !== 0) return execFileSync(command[0]!, command.slice(1), options);
  chownSync(folder, nobody, nobody);
  return execFileSync('setpriv', [`--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups', ...command], options);
}

test('a user restores over his own folders and files although their modes hold him back', t => {
  const outcomes = JSON.parse(asUser(temporaryFolder(t), 'restore-as-user.ts')) as {
    failed: string[];
    deleted: number;
    state: Record<string, unknown>;
  }[];
  const [first, ...others] = outcomes;
  assert.deepEqual([first!.failed, first!.deleted], [[], 0]);
  assert.equal(first!.state['/readonly'], '555');
  assert.equal(first!.state['/none/below/writeonly'], '200');
  assert.deepEqual(first!.state['/noenter/readonly has'], ['user.x']);
  for (const [number, { failed, deleted, state }] of others.entries()) {
    assert.deepEqual([failed, deleted], [[], number === 3 ? 3 : 0]);
    assert.deepEqual(state, first!.state);
  }
});
