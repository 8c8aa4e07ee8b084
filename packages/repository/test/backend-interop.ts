import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type BackendOptions, initRepository, localTarget, openRepository } from '../src/index.ts';
import { backUp, kdf, password, resticOk, temporaryFolder } from './helpers.ts';

export interface InteropSetting {
  readonly location: string;
  readonly options?: BackendOptions;
  readonly resticLocation?: string;
  /** What restic needs besides. */
  readonly resticArgs?: string[];
  readonly resticEnv?: NodeJS.ProcessEnv;
}

/** Stock restic and we work on one repository in turn, over the same server. */
export function testInterop(kind: string, setUp: () => InteropSetting): void {
  test(`${kind}: restic opens, checks and restores what we write, and we what restic writes`, async t => {
    const { location, options = {}, resticLocation = location, resticArgs = [], resticEnv = {} } = setUp();
    const typeRestic = (...args: string[]) => resticOk(resticLocation, [...resticArgs, ...args], { env: resticEnv });
    const folder = temporaryFolder(t);
    const at = (...names: string[]) => join(folder, ...names);
    mkdirSync(at('source'));
    writeFileSync(at('source', 'file'), 'ours');

    const made = await initRepository(location, password, { ...options, kdf });
    await backUp(made, at('source'));
    await made.close();
    assert.match(await typeRestic('check', '--read-data'), /no errors were found/);
    await typeRestic('restore', 'latest', '--target', at('by-restic'));
    assert.equal(readFileSync(join(at('by-restic'), at('source', 'file')), 'utf8'), 'ours');

    writeFileSync(at('source', 'file'), 'of restic');
    await typeRestic('backup', at('source'));
    const opened = await openRepository(location, password, options);
    t.after(() => opened.close());
    assert.deepEqual((await opened.check({ readData: true })).problems, []);
    const snapshots = await opened.snapshots();
    assert.equal(snapshots.length, 2);
    await opened.restore(snapshots.at(-1)!.tree, localTarget(at('by-us')));
    assert.equal(readFileSync(join(at('by-us'), at('source', 'file')), 'utf8'), 'of restic');
  });
}
