import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { setConditions } from '@resite/host';
import { hierarchy } from '../support/hierarchy.ts';

const site = hierarchy();
const year = 365.25 * 86_400_000;

const setClock = (machine: string, ahead: number) => setConditions(join(site.lab, machine), { clockAheadMs: ahead });

test('clocks that disagree end a backup before anything is stopped, and name the odd one', async () => {
  const before = await site.services();
  const cases: [site: number, parent: number, verdict: RegExp][] = [
    [10 * year, 0, /BRANCH1 is 10 years ahead of both others/],
    [0, -2 * year, /HQ1 is 2 years behind both others/],
    [-5 * year, -5 * year, /this computer is 5 years ahead of both others/],
  ];
  for (const [branch, parent, verdict] of cases) {
    await setClock('BRANCH1', branch);
    await setClock('HQ1', parent);
    const { code, stdout, stderr } = await site.resite('backup', 'S01');
    assert.equal(code, 20);
    assert.match(stdout + stderr, verdict);
    assert.match(stderr, /CLOCKS_DIFFER/);
    assert.deepEqual(await site.services(), before);
  }
  await setClock('HQ1', 0);
});

test('with --accept-clocks it is made, with a warning; a year that crashes SMS is refused all the same', async () => {
  await setClock('BRANCH1', 20 * year);
  const refused = await site.resite('backup', 'S01', '--accept-clocks');
  assert.match(refused.stderr, /a time that SMS can handle/);
  await setClock('BRANCH1', 3_600_000);
  const { code, stdout, stderr } = await site.resite('backup', 'S01', '--accept-clocks');
  assert.equal(code, 0, stderr);
  assert.match(stdout + stderr, /BRANCH1 is 1 hour ahead of both others/);
  await setClock('BRANCH1', 0);
});

test('a snapshot from the future is marked, passed over, counted by no rule, and named before a backup', async () => {
  const [made] = await snapshots();
  assert.match(String(made!.read_back), /^20/);
  const env = {
    ...process.env,
    RESTIC_PASSWORD_FILE: join(site.folder, 'repository.password'),
    RESTIC_CACHE_DIR: join(site.folder, 'cache'),
  };
  const words = [
    '-r',
    join(site.folder, 'backups'),
    'backup',
    '--time',
    '2036-01-01 00:00:00',
    '--tag',
    'resite,site:S01',
    join(site.folder, 'resite.yaml'),
  ];
  await promisify(execFile)('restic', words, { env });
  const future = (await snapshots()).find(({ from_future }) => from_future)!;
  assert.equal(future.time.slice(0, 4), '2036');
  for (const command of [['snapshots'], ['repo', 'snapshots']]) {
    assert.match(
      (await site.resite(...command)).stdout,
      new RegExp(`${future.short_id}  2036-01-01 \\S+ \\(future\\)[^]*never the latest`),
    );
  }
  const plan = await site.resite('plan', 'restore', 'S01');
  assert.match(plan.stderr, new RegExp(`snapshot ${future.short_id} is from the future`));
  assert.match((await site.resite('repo', 'ls', 'latest')).stdout, /\.resite/);
  const check = await site.resite('check', 'S01');
  assert.equal(check.code, 20);
  assert.match(check.stdout, new RegExp(`resite repo forget ${future.short_id}`));
  for (const command of [
    ['forget', 'S01'],
    ['repo', 'forget', '--group-by', ''],
  ]) {
    const forget = await site.resite(...command, '--keep-last', '1');
    assert.equal(forget.code, 0, forget.stderr);
    assert.match(forget.stdout, /from the future: no rule counts it/);
    assert.equal((await snapshots()).length, 2, 'both stay');
  }
  assert.equal((await site.resite('repo', 'forget', future.short_id)).code, 0);
  assert.equal((await site.resite('check', 'S01')).code, 0);
});

interface Listed {
  readonly short_id: string;
  readonly time: string;
  readonly from_future?: true;
  readonly read_back?: string | false | null;
}

async function snapshots(): Promise<Listed[]> {
  return JSON.parse((await site.resite('snapshots', '--json')).stdout).snapshots;
}
