import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runScript } from './fixture.ts';

const manifest = (...dependencies: string[]) =>
  JSON.stringify({ dependencies: Object.fromEntries(dependencies.map(name => [name, '1'])) });

const root = { 'package.json': JSON.stringify({ type: 'module', devDependencies: { 'fast-check': '1' } }) };

const offering = {
  'packages/site/package.json': JSON.stringify({
    exports: { '.': './src/index.ts', './a/b': './src/a/b.ts', './tests': './src/t.ts' },
  }),
};

test('modules that another package offers pass', async t => {
  const outcome = await runScript(t, 'check-imports.ts', {
    ...root,
    ...offering,
    'packages/lab/package.json': manifest('@resite/site'),
    'packages/lab/src/a.ts': `import { x } from '@resite/site/a/b';\nimport '@resite/site/tests';\n`,
  });
  assert.deepEqual(outcome, { code: 0, stdout: '', stderr: '' });
});

test('arrows that point downwards pass', async t => {
  const outcome = await runScript(t, 'check-imports.ts', {
    ...root,
    'packages/site/package.json': manifest('@resite/errors', '@resite/host'),
    'packages/site/src/a.ts': `import { x } from '@resite/errors';\nimport type {\n  Host,\n} from '@resite/host';\nimport { join } from 'node:path';\nimport './b.ts';\n`,
    'packages/site/src/b.ts': `export * from './c/d.ts';\nconst lazy = await import('@resite/errors');\n`,
    'packages/site/test/a.test.ts': `import fc from 'fast-check';\nimport { y } from '../src/a.ts';\nimport { z } from '@resite/site';\n`,
  });
  assert.deepEqual(outcome, { code: 0, stdout: '', stderr: '' });
});

const mistakes: { name: string; files: Record<string, string>; problem: string }[] = [
  {
    name: 'an arrow upwards',
    files: {
      'packages/registry/package.json': manifest('@resite/site'),
      'packages/registry/src/a.ts': `import { x } from '@resite/site';`,
    },
    problem: "packages/registry/src/a.ts: '@resite/site' is an arrow that must not be: registry → site",
  },
  {
    name: 'an arrow to the side',
    files: {
      'packages/procedure/package.json': manifest('@resite/lab'),
      'packages/procedure/src/a.ts': `export { x } from '@resite/lab';`,
    },
    problem: "packages/procedure/src/a.ts: '@resite/lab' is an arrow that must not be: procedure → lab",
  },
  {
    name: 'a type from above',
    files: {
      'packages/host/package.json': manifest('@resite/lab'),
      'packages/host/test/a.test.ts': `import type { X } from '@resite/lab';`,
    },
    problem: "packages/host/test/a.test.ts: '@resite/lab' is an arrow that must not be: host → lab",
  },
  {
    name: 'a package that is not declared',
    files: {
      'packages/host/package.json': manifest(),
      'packages/host/src/a.ts': `import { x } from '@resite/errors';`,
    },
    problem: "packages/host/src/a.ts: '@resite/errors' is not declared in packages/host/package.json",
  },
  {
    name: 'a development tool in the sources',
    files: { 'packages/host/package.json': manifest(), 'packages/host/src/a.ts': `import fc from 'fast-check';` },
    problem: "packages/host/src/a.ts: 'fast-check' is not declared in packages/host/package.json",
  },
  {
    name: 'another package by path',
    files: {
      'packages/host/package.json': manifest(),
      'packages/host/src/a.ts': `import '../../errors/src/codes.ts';`,
    },
    problem: "packages/host/src/a.ts: '../../errors/src/codes.ts' reaches into the package errors by path",
  },
  {
    name: 'a module that another package keeps to itself',
    files: {
      ...offering,
      'packages/lab/package.json': manifest('@resite/site'),
      'packages/lab/src/a.ts': `const { y } = await import('@resite/site/a/c');`,
    },
    problem: "packages/lab/src/a.ts: '@resite/site/a/c' is a module that packages/site/package.json does not export",
  },
  {
    name: 'sources outside of the package',
    files: {
      'packages/host/package.json': manifest(),
      'packages/host/src/a.ts': `import '../../../scripts/tools.mjs';`,
    },
    problem: "packages/host/src/a.ts: '../../../scripts/tools.mjs' lies outside the package",
  },
  {
    name: 'a package that is not in the table',
    files: { 'packages/new/package.json': manifest('yaml'), 'packages/new/src/a.ts': `import { parse } from 'yaml';` },
    problem: "packages/new/src/a.ts: 'yaml' cannot be judged: add new to the table in scripts/check-imports.ts",
  },
];

for (const { name, files, problem } of mistakes) {
  test(`refused: ${name}`, async t => {
    const outcome = await runScript(t, 'check-imports.ts', { ...root, ...files });
    assert.deepEqual(outcome, { code: 1, stdout: '', stderr: `${problem}\n` });
  });
}
