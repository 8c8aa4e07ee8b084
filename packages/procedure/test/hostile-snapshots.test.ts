import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { isResiteError } from '@resite/errors';
import { sampleOf } from '../../../scripts/sample.ts';
import { prepareRestore } from '../src/plan/prepare.ts';
import { manifest } from './support/description.ts';
import { hostileManifests } from './support/hostile-manifests.ts';
import { type ImageSite, withImageSite } from './support/image-site.ts';

/**
 * Whoever has the repository and its password can make a snapshot with stock restic. None of these gets as far as a plan, and
 * no host is even looked at: that of the parent does not exist.
 */
test('what stock restic put into a repository is refused before anything is looked at or changed', async () => {
  await withImageSite(async site => {
    const before = await readdir(join(site.folder, 'target'), { recursive: true });
    assert.ok(hostileManifests.length >= 60);
    const refusals: string[] = [];
    const chosen = sampleOf(hostileManifests, 6);
    const rows = chosen.entries();
    const worker = async (number: number) => {
      for (const [row, { what, make }] of rows) {
        const made = make(structuredClone(manifest));
        const text = typeof made === 'string' ? made : JSON.stringify(made);
        const snapshot = await byRestic(site, `${number}-${row}`, text);
        refusals.push(`${what}: ${await refusalOf(site, snapshot)}`);
      }
    };
    await Promise.all([1, 2].map(worker));
    assert.deepEqual(
      refusals.filter(refusal => !refusal.endsWith(': MANIFEST_INVALID')),
      [],
    );
    assert.equal(refusals.length, chosen.length);
    assert.deepEqual(await readdir(join(site.folder, 'target'), { recursive: true }), before);
  });
});

async function refusalOf({ folder, execution }: ImageSite, snapshot: string): Promise<string> {
  const { hosts, repository } = execution.run.procedure;
  try {
    await prepareRestore({
      siteCode: 'S01',
      host: 'TARGET',
      parent: 'NOWHERE',
      parentCode: 'P01',
      hosts: { ...hosts, NOWHERE: { driver: 'image', folder: join(folder, 'nowhere') } },
      repository,
      account: { user: 'BRANCHDOM\\SMSADMIN', password: { file: '/nowhere' } },
      snapshot,
      minutes: 1,
    });
    return 'planned';
  } catch (error) {
    return isResiteError(error) ? error.code : String(error);
  }
}

async function byRestic({ folder }: ImageSite, name: string, text: string): Promise<string> {
  const made = join(folder, 'made', name);
  await mkdir(join(made, '.resite'), { recursive: true });
  await writeFile(join(made, '.resite', 'manifest.json'), text);
  const words = ['backup', '.resite', '--json', '--no-cache', '--tag', 'resite', '--tag', 'site:S01'];
  const env = {
    PATH: process.env.PATH ?? '',
    RESTIC_REPOSITORY: join(folder, 'repository'),
    RESTIC_PASSWORD_FILE: join(folder, 'password'),
  };
  const { stdout } = await promisify(execFile)('restic', words, { cwd: made, env });
  const [, id] = /"snapshot_id":"([0-9a-f]+)"/.exec(stdout) ?? [];
  assert.ok(id !== undefined, stdout);
  return id;
}
