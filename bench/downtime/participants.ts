import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type Host, labHost, waitForService } from '@resite/host';
import { saveKey } from '@resite/registry';
import type { World } from './world.ts';

const run = promisify(execFile);

export interface Participant {
  readonly name: string;
  /** What Resite's downtime is to be at most, as a part of this one's. */
  readonly aim?: string;
  /** What was there before: an earlier backup. */
  prepare(world: World): Promise<void>;
  /** From the first stop to the last start, and what else belongs to it. */
  backup(world: World): Promise<void>;
}

/** What the article names, in the folder of the machine. */
const roots = ['C/SMS', 'C/MS', 'D/SMS_PKGD', 'C/SMS.INI'];

/** Q138347 as it is written: save the key, stop the site, stop the parent, copy, start (which it leaves out). */
const article: Participant = {
  name: 'Q138347 as written: stop, copy all, start',
  aim: '0.10',
  prepare: async () => {},
  backup: async world => {
    const copies = join(world.folder, 'copies');
    mkdirSync(copies);
    const site = labHost({ name: 'BRANCH1', machine: world.machine('BRANCH1') });
    const key = await site.registry.read('HKLM\\SOFTWARE\\Microsoft\\SMS').finally(() => site.close());
    writeFileSync(join(copies, 'SMS.hiv'), saveKey(key!));
    await betweenStopAndStart(world, async () => {
      await run('cp', ['-a', '--parents', ...roots, copies], { cwd: world.machine('BRANCH1') });
    });
    rmSync(copies, { recursive: true });
  },
};

const restic: Participant = {
  name: 'restic between stop and start',
  aim: '0.30',
  prepare: async world => {
    writeFileSync(join(world.folder, 'restic.password'), 'restic\n');
    await resticRun(world, 'init');
    await resticRun(world, 'backup', '--quiet', ...roots);
  },
  backup: world => betweenStopAndStart(world, () => resticRun(world, 'backup', '--quiet', ...roots)),
};

/** What no backup can do without, one after the other as in the article. */
const nothing: Participant = {
  name: 'nothing between stop and start',
  prepare: async () => {},
  backup: world => betweenStopAndStart(world, async () => {}),
};

export const resite: Participant = {
  name: 'Resite',
  prepare: world => world.resite('backup', '--all'),
  backup: world => world.resite('backup', 'S01'),
};

export const participants = [article, restic, resite, nothing];

async function resticRun(world: World, ...args: string[]): Promise<void> {
  const repository = ['-r', join(world.folder, 'restic'), '--password-file', join(world.folder, 'restic.password')];
  await run('restic', [...repository, '--no-cache', ...args], { cwd: world.machine('BRANCH1') });
}

/** As by hand, but without a pause: each service is awaited before the next one; the site first, then its parent. */
async function betweenStopAndStart(world: World, action: () => Promise<void>): Promise<void> {
  const hosts = ['BRANCH1', 'HQ1'].map(name => labHost({ name, machine: world.machine(name) }));
  try {
    const running: { host: Host; name: string }[] = [];
    for (const host of hosts) {
      const services = (await host.services.list()).filter(({ name }) => name.startsWith('SMS_'));
      // SMS_SITE_CONFIG_MANAGER would start the others again.
      services.sort((a, b) => Number(b.startType === 'auto') - Number(a.startType === 'auto'));
      for (const { name } of services) {
        running.push({ host, name });
        await host.services.stop(name);
        await waitForService(host, name, 'stopped', { timeoutMs: 60_000, pollMs: 20 });
      }
    }
    await action();
    for (const { host, name } of running.reverse()) await start(host, name);
  } finally {
    for (const host of hosts) await host.close();
  }
}

async function start(host: Host, name: string): Promise<void> {
  await host.services.start(name);
  while ((await host.services.query(name))?.state !== 'running') await sleep(20);
}
