import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runScript } from './fixture.ts';

const imports = `import assert from 'node:assert/strict';\nimport { describe, test } from 'node:test';\n`;

const outcomes: {
  name: string;
  files: Record<string, string>;
  args?: string[];
  env?: Record<string, string>;
  code: number;
  last: string;
  says: string[];
}[] = [
  {
    name: 'tests that pass',
    files: {
      'packages/a/test/one.test.ts': `${imports}test('x', () => {});\ndescribe('s', () => { test('y', () => {}); });\n`,
      'packages/b/test/deep/two.test.ts': `${imports}test('z', () => {});\n`,
      'packages/b/test/helper.ts': `throw new Error('no test');\n`,
    },
    code: 0,
    last: '3 passed, 0 failed',
    says: ['✔ packages/a/test/one.test.ts (2, ', '✔ packages/b/test/deep/two.test.ts (1, '],
  },
  {
    name: 'a test that fails',
    files: { 'packages/a/test/one.test.ts': `${imports}test('x', () => assert.equal(1, 2));\ntest('y', () => {});\n` },
    code: 1,
    last: '1 passed, 1 failed',
    says: ['✘ packages/a/test/one.test.ts: x\n    AssertionError', '1 !== 2'],
  },
  {
    name: 'tests that are skipped or still to do',
    files: { 'packages/a/test/one.test.ts': `${imports}test.skip('x', () => {});\ntest.todo('y');\n` },
    code: 1,
    last: '0 passed, 2 failed',
    says: ['one.test.ts: x\n    it was skipped', 'one.test.ts: y\n    it is marked as still to do'],
  },
  {
    name: 'a process that dies',
    files: {
      'packages/a/test/one.test.ts': `${imports}test('x', () => { console.log('last words'); process.kill(process.pid, 'SIGKILL'); return new Promise(() => {}); });\n`,
    },
    code: 1,
    last: '0 passed, 1 failed',
    says: ['one.test.ts: the file\n    its process failed or died', '| last words'],
  },
  {
    name: 'a file without tests',
    files: { 'packages/a/test/one.test.ts': '' },
    code: 1,
    last: '0 passed, 1 failed',
    says: ['one.test.ts: the file\n    it holds no tests'],
  },
  {
    name: 'a suite whose preparation fails',
    files: {
      'packages/a/test/one.test.ts': `import { before, describe, test } from 'node:test';\ndescribe('s', () => { before(() => { throw new Error('no bed'); }); test('y', () => {}); });\n`,
    },
    code: 1,
    last: '0 passed, 2 failed',
    says: ['no bed'],
  },
  {
    name: 'only the files that are asked for',
    files: {
      'packages/a/test/one.test.ts': `${imports}test('x', () => assert.fail());\n`,
      'packages/a/test/two.test.ts': `${imports}test('y', () => {});\n`,
    },
    args: ['two'],
    code: 0,
    last: '1 passed, 0 failed',
    says: [],
  },
  {
    name: 'what a user has set for work reaches no test',
    files: {
      'packages/a/test/one.test.ts': `${imports}test('x', () => assert.deepEqual(Object.keys(process.env).filter(name => /^(RESITE|RESTIC|AWS)_/.test(name)), ['RESITE_TEST_SEED']));\n`,
    },
    env: {
      RESTIC_REPOSITORY: 'r',
      RESITE_CONFIG: 'c',
      RESITE_DEBUG: '1',
      AWS_ACCESS_KEY_ID: 'a',
      RESITE_TEST_SEED: '1',
    },
    code: 0,
    last: '1 passed, 0 failed',
    says: [],
  },
  {
    name: 'the slowest files when asked for',
    files: { 'packages/a/test/one.test.ts': `${imports}test('x', () => {});\n` },
    args: ['--times'],
    code: 0,
    last: '1 passed, 0 failed',
    says: ['The slowest files:\n', ' s  packages/a/test/one.test.ts\n'],
  },
  {
    name: 'no file for the night',
    files: {
      'packages/a/test/one.test.ts': `${imports}test('x', () => {});\n`,
      'packages/a/test/two.long.test.ts': `${imports}test('y', () => assert.fail());\n`,
    },
    code: 0,
    last: '1 passed, 0 failed',
    says: [],
  },
  {
    name: 'in the night, files for it and those that run a sample by day',
    files: {
      'packages/a/test/one.test.ts': `${imports}test('x', () => assert.fail());\n`,
      'packages/a/test/two.long.test.ts': `${imports}test('y', () => assert.equal(process.env.RESITE_TEST_LONG, '1'));\n`,
      'packages/a/test/three.test.ts': `${imports}import '../../sample.ts';\ntest('z', () => {});\n`,
      'packages/sample.ts': '',
    },
    args: ['--long'],
    code: 0,
    last: '2 passed, 0 failed',
    says: [],
  },
  {
    name: 'no test at all',
    files: {},
    args: ['nothing'],
    code: 1,
    last: '0 passed, 1 failed',
    says: ['No test file matches nothing.'],
  },
];

for (const { name, files, args, env, code, last, says } of outcomes) {
  test(`${name}: ${last}`, async t => {
    const outcome = await runScript(t, 'test.ts', files, args, env);
    assert.equal(outcome.stdout.trimEnd().split('\n').at(-1), last, outcome.stdout + outcome.stderr);
    assert.equal(outcome.code, code);
    for (const text of says) assert.ok(outcome.stdout.includes(text), `${text}\nis not in\n${outcome.stdout}`);
  });
}
