import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { runScript } from './fixture.ts';

const helper = 'scripts/share-processes.ts';
const helpers = { [helper]: readFileSync(join(import.meta.dirname, '..', '..', helper), 'utf8') };

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
    name: 'tests that pass: only the files that are asked for, and nothing of what a user has set for work',
    files: {
      'packages/a/test/one.test.ts': `${imports}test('x', () => {});\ndescribe('s', () => { test('y', () => {}); });\n`,
      'packages/b/test/deep/two.test.ts': `${imports}test('z', () => assert.deepEqual(Object.keys(process.env).filter(name => /^(RESITE|RESTIC|AWS)_/.test(name)).sort(), ['RESITE_TEST_SEED', 'RESITE_TEST_SHARED']));\n`,
      'packages/b/test/three.test.ts': `${imports}test('x', () => assert.fail());\n`,
      'packages/b/test/helper.ts': `throw new Error('no test');\n`,
    },
    args: ['one', 'deep', '--times'],
    env: {
      RESTIC_REPOSITORY: 'r',
      RESITE_CONFIG: 'c',
      RESITE_DEBUG: '1',
      AWS_ACCESS_KEY_ID: 'a',
      RESITE_TEST_SEED: '1',
    },
    code: 0,
    last: '3 passed, 0 failed',
    says: [
      '✔ packages/a/test/one.test.ts (2, ',
      '✔ packages/b/test/deep/two.test.ts (1, ',
      'The slowest files:\n',
      ' s  packages/a/test/one.test.ts\n',
    ],
  },
  {
    name: 'tests that fail, that are skipped or still to do, a process that dies, a file without tests, and a suite whose preparation fails',
    files: {
      'packages/a/test/fail.test.ts': `${imports}test('x', () => assert.equal(1, 2));\ntest('y', () => {});\n`,
      'packages/a/test/skip.test.ts': `${imports}test.skip('x', () => {});\ntest.todo('y');\n`,
      'packages/a/test/die.test.ts': `${imports}test('x', () => { console.log('last words'); process.kill(process.pid, 'SIGKILL'); return new Promise(() => {}); });\n`,
      'packages/a/test/empty.test.ts': '',
      'packages/a/test/suite.test.ts': `import { before, describe, test } from 'node:test';\ndescribe('s', () => { before(() => { throw new Error('no bed'); }); test('y', () => {}); });\n`,
    },
    code: 1,
    last: '1 passed, 7 failed',
    says: [
      '✘ packages/a/test/fail.test.ts: x\n    AssertionError',
      '1 !== 2',
      'skip.test.ts: x\n    it was skipped',
      'skip.test.ts: y\n    it is marked as still to do',
      'die.test.ts: the file\n    its process failed or died',
      '| last words',
      'empty.test.ts: the file\n    it holds no tests',
      'no bed',
    ],
  },
  {
    name: 'a file that awaits something before its tests, behind one that has none to wait for',
    files: {
      'packages/a/test/one.test.ts': `${imports}test('x', () => {});\n`,
      'packages/a/test/two.test.ts': `${imports}import { after } from 'node:test';\nimport { setTimeout } from 'node:timers/promises';\nlet isCleared = false;\nafter(() => { isCleared = true; });\nawait setTimeout(300);\ntest('y', () => assert.ok(!isCleared));\n`,
    },
    code: 0,
    last: '2 passed, 0 failed',
    says: [],
  },
  {
    name: 'files that share a process, of which one cannot be loaded and one holds no test',
    files: {
      'packages/a/test/one.test.ts': `${imports}test('x', () => {});\n`,
      'packages/a/test/broken.test.ts': `${imports}import './nothing.ts';\ntest('y', () => {});\n`,
      'packages/b/test/one.test.ts': `${imports}test('x', () => {});\n`,
      'packages/b/test/none.test.ts': `${imports}if (process.argv.length === 9) test('y', () => {});\n`,
    },
    code: 1,
    last: '1 passed, 3 failed',
    says: [
      'a/test/one.test.ts: the file\n    its process failed or died',
      'broken.test.ts: the file\n    its process failed or died',
      'Cannot find module',
      'none.test.ts: the file\n    it holds no tests',
      '✔ packages/b/test/one.test.ts (1, ',
    ],
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
    const outcome = await runScript(t, 'test.ts', { ...files, ...helpers }, args, env);
    assert.equal(outcome.stdout.trimEnd().split('\n').at(-1), last, outcome.stdout + outcome.stderr);
    assert.equal(outcome.code, code);
    for (const text of says) assert.ok(outcome.stdout.includes(text), `${text}\nis not in\n${outcome.stdout}`);
  });
}
