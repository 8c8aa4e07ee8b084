import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { createBareMachine, destroyMachine, machineUp } from '@resite/lab';
import { type RestServer, startRestServer } from '../../../../scripts/servers/rest-server.ts';
import { hierarchy } from '../support/hierarchy.ts';

describe('a site whose repository is on a server that only lets add', () => {
  const site = hierarchy();
  const password = 'a password of the server';
  let server: RestServer;

  before(async () => {
    const at = (name: string) => join(site.folder, name);
    server = await startRestServer(at('backups'), { appendOnly: true, user: 'branch1', password });
    await writeFile(at('server.password'), `${password}\n`, { mode: 0o600 });
    const yaml = await readFile(at('resite.yaml'), 'utf8');
    const login = '  server: { user: branch1, passwordFile: ./server.password }';
    await writeFile(at('resite.yaml'), yaml.replace(/^ {2}location: .*$/m, `  location: ${server.location}\n${login}`));
  });
  after(() => server.stop());

  test('is backed up and restored, and leaves no lock', async () => {
    for (const words of [
      ['check', 'S01'],
      ['backup', 'S01'],
    ]) {
      const { code, stdout, stderr } = await site.resite(...words);
      assert.equal(code, 0, stdout + stderr);
    }
    await destroyMachine(site.lab, 'BRANCH1');
    await createBareMachine(site.lab, 'BRANCH1');
    await machineUp(site.lab, 'BRANCH1');
    const { code, stdout, stderr } = await site.resite('restore', 'S01');
    assert.equal(code, 0, stdout + stderr);
    assert.deepEqual(await readdir(join(site.folder, 'backups', 'locks')), []);
  });

  test('has a runbook that names the server as restic does, and a journal without its password', async () => {
    const { stdout } = await site.resite('plan', 'restore', 'S01', '--format', 'md');
    assert.ok(stdout.includes(`restic -r ${server.location} restore`), stdout);
    assert.ok(!stdout.includes(password));
    const journals = globSync('.resite/**/*', { cwd: site.folder, withFileTypes: true }).filter(file => file.isFile());
    assert.ok(journals.some(({ name }) => name === 'journal.db'));
    for (const { parentPath, name } of journals) {
      const content = await readFile(join(parentPath, name));
      assert.ok(!content.includes(password), name);
      if (name === 'journal.db') assert.ok(content.includes('server.password'));
    }
  });
});
