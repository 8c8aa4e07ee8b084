import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Procedure } from '@resite/procedure';
import { Journal } from '@resite/procedure/journal';
import { environment, main, temporaryFolder } from '../support/cli.ts';

const procedure: Procedure = {
  schema: 1,
  kind: 'backup',
  title: 'Nothing',
  sites: ['S01'],
  profile: 'sms-1x-secondary',
  hosts: {},
  repository: { location: '/nowhere', password: { file: '/nowhere' } },
  steps: [],
};

const config = `repository:
  location: backups
  passwordFile: password
hosts:
  HQ1: { driver: lab, machine: lab/HQ1 }
sites:
  P01: { profile: sms-1x-primary, host: HQ1 }
`;

/** A journal with a run that this process is at work on, and `resite resume --wait`, which has noticed. */
async function waiting(t: TestContext) {
  const folder = await temporaryFolder(t, { 'resite.yaml': config });
  const journal = new Journal(join(folder, '.resite'));
  t.after(() => journal.close());
  const { id } = journal.begin(procedure);
  const child = spawn(process.execPath, [main, 'resume', '--wait'], { cwd: folder, env: environment() });
  const ended = once(child, 'close');
  let output = '';
  const told = new Promise<void>(resolve => {
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', text => {
        output += text;
        if (output.includes(`Waiting for the end of run ${id}`)) resolve();
      });
  });
  await Promise.race([told, ended]);
  assert.equal(child.exitCode, null, output);
  return { journal, id, child, end: async () => ({ code: (await ended)[0] as number, output }) };
}

test('resume --wait lets a run that is at work come to its end, and has nothing to do then', async t => {
  const { journal, id, end } = await waiting(t);
  journal.end(id, 'done');
  const { code, output } = await end();
  assert.equal(code, 0, output);
  assert.match(output, /Nothing was cut off/);
});

test('Ctrl-C ends the waiting', async t => {
  const { journal, id, child, end } = await waiting(t);
  child.kill('SIGINT');
  const { code, output } = await end();
  assert.equal(code, 130, output);
  assert.match(output, /\(INTERRUPTED\)/);
  assert.ok(journal.run(id).alive);
});
