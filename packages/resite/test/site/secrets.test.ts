import assert from 'node:assert/strict';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { createBareMachine, destroyMachine, machineUp } from '@resite/lab';
import { resite } from '../support/cli.ts';
import { hierarchy } from '../support/hierarchy.ts';
import { resiteOnTerminal } from '../support/terminal.ts';
import { whileHeld } from './fault.ts';

describe('the passwords of repository and service account', () => {
  const site = hierarchy();
  const said: string[] = [];
  const say = async (...words: string[]) => {
    const { code, stdout, stderr } = await resite(words, { cwd: site.folder, env: { RESITE_DEBUG: '1' } });
    said.push(stdout, stderr);
    return code;
  };
  const passwords = async () => {
    const files = ['repository.password', 'lab/service.password'];
    return Promise.all(files.map(async file => (await readFile(join(site.folder, file), 'utf8')).trim()));
  };
  /** Also as UTF-16, as base64 and as JSON have them. */
  const forms = async () =>
    (await passwords()).flatMap(password => [
      Buffer.from(password),
      Buffer.from(password, 'utf16le'),
      Buffer.from(Buffer.from(password).toString('base64').slice(0, -4)),
    ]);

  /** Types both passwords, each one once, although they are needed more often. */
  async function restoreByHand(): Promise<number> {
    const yaml = await readFile(join(site.folder, 'resite.yaml'), 'utf8');
    await writeFile(join(site.folder, 'asking.yaml'), yaml.replaceAll(/^ *passwordFile: .*$/gm, ''));
    const [repository, account] = await passwords();
    const { code, screen } = await resiteOnTerminal(['restore', 'S01', '--config', 'asking.yaml'], {
      cwd: site.folder,
      type: [
        { when: 'Enter the password of the repository', keys: `${repository}\r` },
        { when: 'Enter the password of BRANCHDOM\\SMSADMIN', keys: `${account}\r` },
      ],
    });
    said.push(screen);
    assert.equal(code, 0, screen);
    assert.equal(screen.match(/Enter the password of/g)?.length, 2);
    return code;
  }

  test('are in no command line and no environment while the services are stopped', async () => {
    const args = ['backup', 'S01', '--json'];
    const { code, output } = await whileHeld(site, { step: 'capture', point: 'begun', args }, async pid => {
      const seen = await processesBelow(pid);
      assert.ok(seen.length >= 2 && seen.some(text => text.includes('guardian-process')));
      for (const password of await forms()) for (const text of seen) assert.ok(!text.includes(password));
    });
    assert.equal(code, 0, output);
    said.push(output);
  });

  test('appear in no output', async () => {
    assert.equal(await say('plan', 'backup', 'S01', '--json'), 0);
    assert.equal(await say('plan', 'restore', 'S01', '--format', 'md'), 0);
    assert.equal(await say('restore', 'S01'), 20);
    assert.equal(await say('backup', 'S01', '--password-file', 'lab/service.password'), 12);
    await destroyMachine(site.lab, 'BRANCH1');
    await createBareMachine(site.lab, 'BRANCH1');
    await machineUp(site.lab, 'BRANCH1');
    assert.equal(await restoreByHand(), 0);
    assert.equal(await say('status', '--json'), 0);
    for (const password of await forms()) for (const text of said) assert.ok(!Buffer.from(text).includes(password));
  });

  test('are in no file of the journal or the repository', async () => {
    const files = (await Promise.all(['.resite', 'backups'].map(name => filesBelow(join(site.folder, name))))).flat();
    assert.ok(files.some(file => file.endsWith('.resite/journal.db')));
    assert.ok(files.some(file => file.includes('backups/keys/')));
    const secret = await forms();
    for (const file of files) {
      const content = await readFile(file);
      for (const password of secret) assert.ok(!content.includes(password), file);
    }
  });

  test('and what the journal knows is for its owner only', async () => {
    const state = join(site.folder, '.resite');
    assert.equal((await stat(state)).mode & 0o777, 0o700);
    for (const file of await filesBelow(state)) assert.equal((await stat(file)).mode & 0o777, 0o600, file);
  });
});

/** Command line and environment of the process and of those it has started. */
async function processesBelow(pid: number): Promise<Buffer[]> {
  const seen: Buffer[] = [];
  for (const name of (await readdir('/proc')).filter(entry => /^\d+$/.test(entry))) {
    try {
      const stat = await readFile(`/proc/${name}/stat`, 'utf8');
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
      if (parent !== pid && Number(name) !== pid) continue;
      seen.push(await readFile(`/proc/${name}/cmdline`), await readFile(`/proc/${name}/environ`));
    } catch {} // it has just ended
  }
  return seen;
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name));
}
