import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';

const source = join(import.meta.dirname, '..', 'src');
const services = globSync('services/*.ts', { cwd: source }).map(file => basename(file, '.ts'));
const programs: { name: string; args: string[]; needed: string[] }[] = [
  ...services.map(name => ({ name, args: ['service/main.ts', name], needed: ['errors'] })),
  { name: 'the machine', args: ['machine/main.ts'], needed: ['errors', 'filesystem', 'host', 'registry'] },
];

for (const { name, args, needed } of programs) {
  test(`${name} loads no whole package for the little it needs: a service starts in an instant`, () => {
    const loaded = loadedBy(args);
    assert.ok(loaded.some(url => url.endsWith(name === 'the machine' ? '/machine/main.ts' : `/services/${name}.ts`)));
    const entries = loaded.filter(url => /\/packages\/[^/]+\/src\/index\.ts$/.test(url));
    const names = entries.map(url => url.replace(/^.*\/packages\/([^/]+)\/.*$/, '$1')).sort();
    assert.deepEqual(
      names.filter(name => !needed.includes(name)),
      [],
    );
  });
}

/** The files that Node loads for a program, which fails then, for want of a machine. */
function loadedBy([program, ...args]: readonly string[]): string[] {
  const noting = `import { registerHooks } from 'node:module';
    registerHooks({ load(url, context, next) { console.log(url); return next(url, context); } });`;
  const hook = `data:text/javascript,${encodeURIComponent(noting)}`;
  const { stdout } = spawnSync(process.execPath, ['--import', hook, join(source, program!), ...args], {
    encoding: 'utf8',
    env: { RESITE_LAB_SERVICE: '{}' },
  });
  return stdout.split('\n').filter(line => line.startsWith('file:'));
}
