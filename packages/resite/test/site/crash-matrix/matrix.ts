import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Run } from '@resite/procedure';
import { run } from '../../support/cli.ts';
import { type Hierarchy, until } from '../../support/hierarchy.ts';
import { withJournal } from '../fault.ts';
import { rememberedBy, snapshotsOf, untilQuiet } from '../world.ts';

/** A test of the runner may take five minutes; a matrix is one test with many in it. */
export const wholeMatrix = { timeout: 40 * 60_000 };

/** What must be so again after every blow. */
export interface Calm {
  readonly services: readonly string[];
  readonly snapshots: readonly string[];
}

export async function calm(site: Hierarchy): Promise<Calm> {
  await untilQuiet(site);
  const services = await site.services();
  assert.equal((await site.resite('backup', 'S01')).code, 0);
  return { services, snapshots: await snapshotsOf(site) };
}

/** The latest run, if it was cut off after it had changed something and is not settled. */
export function unsettledRun(site: Hierarchy): Run | undefined {
  return withJournal(site, journal => {
    const run = journal.runs().at(-1);
    const open = run !== undefined && (run.status === 'running' || run.status === 'unsettled');
    return open && journal.hasChanged(run.id) ? run : undefined;
  });
}

export async function untilSettled(site: Hierarchy): Promise<void> {
  await until('the guardian has settled the run', async () => unsettledRun(site) === undefined);
}

/** Every service as before, and no snapshot lost; one that is new was recorded by a run that came to its end of writing. */
export async function assertCalm(site: Hierarchy, { services, snapshots }: Calm): Promise<void> {
  assert.deepEqual(await site.services(), services);
  for (const machine of ['HQ1', 'BRANCH1']) assert.equal(await rememberedBy(site, machine), undefined);
  const now = await snapshotsOf(site);
  assert.deepEqual(
    snapshots.filter(id => !now.includes(id)),
    [],
  );
}

/** Stock restic reads everything there is, and the next backup succeeds. */
export async function assertSound(site: Hierarchy): Promise<void> {
  const next = await site.resite('backup', 'S01');
  assert.equal(next.code, 0, next.stderr);
  const restic = await run('restic', [
    '-r',
    join(site.folder, 'backups'),
    '--password-file',
    join(site.folder, 'repository.password'),
    '--no-cache',
    'check',
    '--read-data',
  ]);
  assert.equal(restic.code, 0, restic.stdout + restic.stderr);
}
