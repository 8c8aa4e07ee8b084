import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';

const source = join(import.meta.dirname, '..', 'src');
const programs = [...globSync('services/*.ts', { cwd: source }), 'machine/main.ts'];

for (const program of programs) {
  test(`${basename(program, '.ts')} loads no whole package for the little it needs: a service starts in an instant`, () => {
    const entries = loadedBy(join(source, program)).filter(url => /\/packages\/[^/]+\/src\/index\.ts$/.test(url));
    const needed = program === 'machine/main.ts' ? ['errors', 'filesystem', 'host', 'registry'] : ['errors'];
    const names = entries.map(url => url.replace(/^.*\/packages\/([^/]+)\/.*$/, '$1')).sort();
    assert.deepEqual(
      names.filter(name => !needed.includes(name)),
      [],
    );
  });
}

/** The files that Node loads for a program, which fails then, for want of a machine. */
function loadedBy(program: string): string[] {
  const noting = `import { registerHooks } from 'node:module';
    registerHooks({ load(url, context, next) { console.log(url); return next(url, context); } });`;
  const hook = `data:text/javascript,${encodeURIComponent(noting)}`;
  const { stdout } = spawnSync(process.execPath, ['--import', hook, program], {
    encoding: 'utf8',
    env: { RESITE_LAB_SERVICE: '{}' },
  });
  const loaded = stdout.split('\n').filter(line => line.startsWith('file:'));
  assert.ok(loaded.some(url => url.endsWith(basename(program))));
  return loaded;
}
