import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { resiteWithFault } from '../site/fault.ts';
import { until } from '../support/hierarchy.ts';
import { knownToParent, serviceStates } from '../support/windows-site/judge.ts';
import { makeResiteFolder } from '../support/windows-site/resite-folder.ts';
import { startWindowsSite, type WindowsSite } from '../support/windows-site/windows-site.ts';

/**
 * The jobs of Wine's scheduler never run, so it is disabled here, and a batch file on each computer has to do it: in no less than the two minutes
 * that a lease lasts.
 */
test('when the computer of Resite is gone for good while all services are stopped, both servers start them themselves', async t => {
  const folder = await mkdtemp(join(tmpdir(), 'windows-site-'));
  const site = await startWindowsSite(folder);
  t.after(async () => {
    await site.stop();
    await rm(folder, { recursive: true });
  });
  await withoutScheduler(site);
  const cwd = await mkdtemp(join(folder, 'resite-'));
  await makeResiteFolder(cwd, site);
  const yaml = join(cwd, 'resite.yaml');
  await writeFile(
    yaml,
    (await readFile(yaml, 'utf8')).replaceAll('driver: windows,', 'driver: windows, leaseMinutes: 2,'),
  );
  const states = () => Promise.all([site.hq, site.branch].map(serviceStates));
  await until('all services run', async () =>
    (await states()).every(lines => lines.length > 3 && lines.every(isRunning)),
  );
  await until('the site is active', async () => knownToParent(site, 'S01').status === 1);

  const lost = { step: 'capture', point: 'begun', signal: 'SIGKILL', guardian: true } as const;
  const { signal, output } = await resiteWithFault({ folder: cwd }, lost, 'backup', 'S01');
  assert.equal(signal, 'SIGKILL', output);
  const left = (await states()).flat();
  assert.ok(
    left.every(line => line.endsWith(' stopped')),
    left.join(),
  );
  await until('the services are back', async () => (await states()).flat().every(isRunning));
});

const isRunning = (line: string) => line.endsWith(' running');

/** What is written into the registry of Wine counts from the next start on. */
async function withoutScheduler({ hq, branch }: WindowsSite): Promise<void> {
  const key = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\Schedule';
  for (const computer of [hq, branch]) {
    const { exitCode } = await computer.run('reg.exe', 'add', key, '/v', 'Start', '/t', 'REG_DWORD', '/d', '4', '/f');
    assert.equal(exitCode, 0);
    await computer.powerOff();
    await computer.powerOn();
  }
}
