import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';

const source = join(import.meta.dirname, '..', 'src');
const services = globSync('services/*.ts', { cwd: source }).map(file => join(source, file));

const machine = join(source, 'machine/main.ts');

for (const { what, program, modules, needed } of [
  { what: 'service', program: join(source, 'service/main.ts'), modules: services, needed: ['errors'] },
  { what: 'machine', program: machine, modules: [machine], needed: ['errors', 'filesystem', 'host'] },
]) {
  test(`no ${what} loads a whole package for the little it needs: it starts in an instant`, () => {
    const loaded = loadedBy(program, modules);
    assert.deepEqual(
      modules.filter(file => !loaded.includes(pathToFileURL(file).href)),
      [],
    );
    const entries = loaded.filter(url => /\/packages\/[^/]+\/src\/index\.ts$/.test(url));
    const names = entries.map(url => url.replace(/^.*\/packages\/([^/]+)\/.*$/, '$1')).sort();
    assert.deepEqual(
      names.filter(name => !needed.includes(name)),
      [],
    );
  });
}

/** The files that Node loads for these modules, and for a program, which fails then, for want of a machine. */
function loadedBy(program: string, modules: readonly string[]): string[] {
  const noting = `import { registerHooks } from 'node:module';
    registerHooks({ load(url, context, next) { console.log(url); return next(url, context); } });`;
  const hook = `data:text/javascript,${encodeURIComponent(noting)}`;
  const others = modules.filter(file => file !== program).flatMap(file => ['--import', file]);
  const { stdout } = spawnSync(process.execPath, ['--import', hook, ...others, program], {
    encoding: 'utf8',
    env: { RESITE_LAB_SERVICE: '{}' },
  });
  return stdout.split('\n').filter(line => line.startsWith('file:'));
}
