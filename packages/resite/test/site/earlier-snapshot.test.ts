import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { createBareMachine, destroyMachine, labSettled, machineUp } from '@resite/lab';
import type { Manifest } from '@resite/procedure';
import { hierarchy } from '../support/hierarchy.ts';
import { snapshotsOf } from './world.ts';

/** A snapshot whose manifest says only what the first ones said: it is planned, checked and restored like any other. */
describe('a snapshot of an earlier version', () => {
  const site = hierarchy();
  let id = '';
  const given = () => ['--snapshot', id, '--trust-snapshot', id];

  before(async () => {
    const { code, stderr } = await site.resite('backup', 'S01');
    assert.equal(code, 0, stderr);
    id = await earlier();
    await destroyMachine(site.lab, 'BRANCH1');
    await createBareMachine(site.lab, 'BRANCH1');
    await machineUp(site.lab, 'BRANCH1');
  });

  /** Made by stock restic, for Resite writes no such manifest any more. */
  async function earlier(): Promise<string> {
    const folder = join(site.folder, 'saved');
    await restic(site.folder, 'restore', 'latest', '--target', folder);
    const file = join(folder, '.resite', 'manifest.json');
    await writeFile(file, JSON.stringify(asItWas(JSON.parse(await readFile(file, 'utf8')))));
    await rm(join(folder, '.resite', 'signature.json'));
    const tags = ['resite', 'site:S01', 'profile:sms-1x-secondary'].flatMap(tag => ['--tag', tag]);
    await restic(folder, 'backup', '.', ...tags);
    return (await snapshotsOf(site)).at(-1)!;
  }

  function asItWas(manifest: Manifest): unknown {
    const { permissions, registryFiles, logonServers, servicePassword: _, leftOut, site: now, ...rest } = manifest;
    const { fileSystems, helperServers, servicePack, sharedPackages, dependents, identity, ...described } = now;
    const { role, hotfixes, ansiCodePage, ...computer } = identity;
    // What a backup of today writes, so that a new name is not missed here.
    for (const part of [permissions, registryFiles, fileSystems, servicePack, role, hotfixes])
      assert.ok(part !== undefined);
    return { ...rest, site: { ...described, identity: computer } };
  }

  function restic(cwd: string, ...args: string[]) {
    const place = ['-r', join(site.folder, 'backups'), '--password-file', join(site.folder, 'repository.password')];
    return promisify(execFile)('restic', [...place, '--no-cache', ...args], { cwd });
  }

  for (const format of ['text', 'md', 'html', 'txt']) {
    test(`is planned: ${format}`, async () => {
      const { code, stdout, stderr } = await site.resite('plan', 'restore', 'S01', ...given(), '--format', format);
      assert.equal(code, 0, stderr);
      assert.doesNotMatch(stdout, /undefined|NaN|\[object/);
      assert.match(stdout, /Restore 3a/);
    });
  }

  test('is restored, and works', async () => {
    const check = await site.resite('check', 'S01', '--restore', ...given());
    assert.equal(check.code, 0, check.stdout + check.stderr);
    assert.doesNotMatch(check.stdout, /undefined/);
    const { code, stdout, stderr } = await site.resite('restore', 'S01', ...given());
    assert.equal(code, 0, stderr + stdout);
    await labSettled(site.lab);
    const works = await site.resite('check', 'S01', '-q');
    assert.equal(works.code, 0, works.stdout);
  });
});
