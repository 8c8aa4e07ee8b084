import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { type Host, labHost } from '@resite/host';
import { createLab, type LabOptions, labDown, labUp, machineUp } from '../../src/index.ts';

/** Machines that a test powers on go down when its process ends, however it ends. */
export const power = { exitWith: process.pid };

export interface TestLab {
  readonly folder: string;
  readonly password: string;
  host(name: string): Host;
  up(...names: string[]): Promise<void>;
}

/** A small and fast lab of its own for one test file; its machines are off. Everything goes when the file is done. */
export async function testLab(options: LabOptions = {}): Promise<TestLab> {
  const parent = await mkdtemp(join(tmpdir(), 'resite-lab-test-'));
  const folder = join(parent, 'lab');
  const hosts: Host[] = [];
  after(async () => {
    for (const host of hosts) await host.close();
    if ((await readdir(folder)).includes('lab.json')) await labDown(folder);
    await rm(parent, { recursive: true, force: true });
  });
  await createLab(folder, { clients: 0, files: 3, bytes: 3000, minuteMs: 10, services: 'inside', ...options });
  return {
    folder,
    password: (await readFile(join(folder, 'service.password'), 'utf8')).trim(),
    host: name => {
      const host = labHost({ name, machine: join(folder, name) });
      hosts.push(host);
      return host;
    },
    up: async (...names) => {
      if (names.length === 0) await labUp(folder, power);
      for (const name of names) await machineUp(folder, name, power);
    },
  };
}

/** Waits until `look` gives something other than undefined and false; the deadline only keeps a broken test from hanging. */
export async function eventually<Result>(
  what: string,
  look: () => Promise<Result | undefined | false>,
  timeoutMs = 300_000,
): Promise<Result> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    assert.ok(performance.now() < deadline, `never came about: ${what}`);
    await delay(20);
  }
}

/** The processes that a process has started. */
export async function childProcesses(pid: number): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return text.trim().split(' ').filter(Boolean).map(Number);
}

/** False for a process that has ended, with all of its threads, and only waits for its parent to notice. */
export async function isRunning(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (stat === undefined) return false;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' '); // from field 3 on
  return !/[ZX]/.test(fields[0]!) || Number(fields[17]) > 1;
}

/** Names of the files in a folder of a host. */
export async function names(host: Host, folder: string): Promise<string[]> {
  return (await host.files.list(folder)).map(({ name }) => name);
}

/** Content of a text file; '' when there is none yet. */
export async function textOf(host: Host, path: string): Promise<string> {
  return (await host.files.stat(path)) === undefined ? '' : (await host.files.read(path)).toString('latin1');
}

/** Every file below a folder of this computer, for searches. */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name));
}
