import assert from 'node:assert/strict';
import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before } from 'node:test';
import { isSystemError } from '@resite/errors';
import { labHost } from '@resite/host/lab';
import { labSettled } from '@resite/lab';
import { stoppedKey } from '@resite/procedure/host-memory';
import { readString } from '@resite/registry/values';
import { errorCode, type Hierarchy, hierarchy, until } from '../support/hierarchy.ts';

/** All that a refused command must leave as it is. */
export interface World {
  /** Of both machines, with their states. */
  readonly services: readonly string[];
  /** What the machines noted of services and power, and how often somebody took the right to change them. */
  readonly machines: Readonly<Record<string, string>>;
  readonly snapshots: readonly string[];
  /** Of BRANCH1, when no service runs there that would write: every file with its size and time; registry hives are files. */
  readonly files: readonly string[];
}

export async function worldOf(site: Hierarchy, { quiet = false } = {}): Promise<World> {
  const machines: Record<string, string> = {};
  for (const name of ['HQ1', 'BRANCH1'])
    for (const file of ['machine.log', 'fence']) machines[`${name} ${file}`] = await text(join(site.lab, name, file));
  return {
    services: await site.services(),
    machines,
    snapshots: await snapshotsOf(site),
    files: quiet ? await filesBelow(join(site.lab, 'BRANCH1')) : [],
  };
}

/** A hierarchy for the tests of a file, and how its services are once all of them that start run: to be compared with afterwards. */
export function quietHierarchy(options?: Parameters<typeof hierarchy>[0]) {
  const site = hierarchy(options);
  const services: string[] = [];
  before(async () => {
    await untilQuiet(site);
    services.push(...(await site.services()));
  });
  return { site, services, disk: (path: string) => join(site.lab, 'BRANCH1', path) };
}

/** Waits until every service that starts by itself, or by another one, runs: nothing changes from here on by itself. */
export async function untilQuiet(site: Hierarchy): Promise<void> {
  await until('all services run', async () => {
    const { machines } = await labSettled(site.lab);
    const services = machines.flatMap(machine => machine.services);
    return services.every(
      ({ state, startType }) => state === 'running' || (state === 'stopped' && startType !== 'auto'),
    );
  });
}

/** The run that the host itself remembers to have stopped its services. */
export async function rememberedBy(site: Hierarchy, machine: string): Promise<string | undefined> {
  const host = labHost({ name: machine, machine: join(site.lab, machine) });
  try {
    const value = await host.registry.value(stoppedKey, 'Run');
    return value && readString(value);
  } finally {
    await host.close();
  }
}

/** IDs of the snapshots in the repository of the folder. */
export async function snapshotsOf(site: Hierarchy): Promise<string[]> {
  return (await readdir(join(site.folder, 'backups', 'snapshots'))).sort();
}

export interface Refusal {
  readonly exit: number;
  readonly error: string;
  /** What the output must name: the thing, the place, the remedy. */
  readonly says: readonly (string | RegExp)[];
  readonly quiet?: boolean;
}

/** Types a command that must be refused, and sees that it was refused for this reason and changed nothing. */
export async function refused(site: Hierarchy, words: readonly string[], wanted: Refusal): Promise<void> {
  const before = await worldOf(site, wanted);
  const outcome = await site.resite(...words);
  const all = outcome.stdout + outcome.stderr;
  assert.equal(errorCode(outcome), wanted.error, all);
  assert.equal(outcome.code, wanted.exit, all);
  for (const words of wanted.says) {
    assert.ok(typeof words === 'string' ? all.includes(words) : words.test(all), `${words} in:\n${all}`);
  }
  if (outcome.stdout !== '') assert.match(outcome.stdout, /failed; nothing was changed/);
  assert.doesNotMatch(all, /resite resume/, 'there is nothing to resume');
  assert.deepEqual(await worldOf(site, wanted), before);
}

async function filesBelow(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  const lines = names.map(async name => {
    const { size, mtimeMs } = await lstat(join(folder, name));
    return `${name} ${size} ${mtimeMs}`;
  });
  return (await Promise.all(lines)).sort();
}

async function text(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return '';
    throw error;
  }
}
