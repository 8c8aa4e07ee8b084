import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { sampled } from '../../../scripts/sample.ts';
import { type Backend, localBackend, localSource, localTarget, openRepositoryOn } from '../src/index.ts';
import { backUp, fieldsFor, makeRepository, password, reopen, resticOk, temporaryFolder } from './helpers.ts';
import { inspectFolder } from './inspect.ts';

/** A backend on which everything from the nth change on fails, as if the computer had stopped there. */
function failingFrom(inner: Backend, nth: number): Backend & { changes: number } {
  const failing = {
    ...inner,
    location: inner.location,
    changes: 0,
    create: () => inner.create(),
    load: inner.load.bind(inner),
    list: inner.list.bind(inner),
    save: (...args: Parameters<Backend['save']>) => failing.change(() => inner.save(...args)),
    remove: (...args: Parameters<Backend['remove']>) => failing.change(() => inner.remove(...args)),
    async change(action: () => Promise<void>) {
      failing.changes += 1;
      if (failing.changes >= nth) throw new Error('the computer stopped');
      await action();
    },
  };
  return failing;
}

test('a stop at any write leaves a sound repository with the snapshots it had', async t => {
  const folder = temporaryFolder(t);
  const source = join(folder, 'source');
  mkdirSync(source);
  writeFileSync(join(source, 'first'), randomBytes(100_000));
  const base = await makeRepository(t, join(folder, 'base'));
  const first = await backUp(base, source);
  const before = inspectFolder(source);
  writeFileSync(join(source, 'second'), randomBytes(17_000_000));

  for (let nth = 1; ; nth += sampled(3, 1)) {
    const location = join(folder, `stopped at ${nth}`);
    cpSync(base.location, location, { recursive: true });
    const backend = failingFrom(localBackend(location), nth);
    const repository = await openRepositoryOn(backend, password);
    const outcome = await repository
      .archive(localSource([source]), { parent: first.tree })
      .then(({ tree }) => repository.commit({ ...fieldsFor(source), tree }))
      .then(
        () => 'committed',
        (error: Error) => error.message,
      );
    await repository.close().catch(() => {});
    rmSync(join(location, 'locks'), { recursive: true }); // what `restic unlock` does once the process is gone
    mkdirSync(join(location, 'locks'));

    assert.match(await resticOk(location, ['check']), /no errors were found/);
    const reopened = await reopen(t, location);
    assert.deepEqual((await reopened.check({ readData: true })).problems, []);
    const target = join(folder, `target ${nth}`);
    assert.deepEqual(
      (await reopened.restore((await reopened.findSnapshot(first.id)).tree, localTarget(target))).failed,
      [],
    );
    const restored = inspectFolder(join(target, source));
    assert.deepEqual(restored['./first'], before['./first']);
    rmSync(location, { recursive: true });
    if (backend.changes < nth) {
      assert.equal(outcome, 'committed');
      assert.ok(nth >= 6, 'packs, index and snapshot were all tried');
      break;
    }
    if (outcome !== 'committed') assert.equal(outcome, 'the computer stopped');
  }
});

test('a process killed while it stores packs leaves a sound repository, and the next backup completes it', async t => {
  const folder = temporaryFolder(t);
  const source = join(folder, 'source');
  mkdirSync(source);
  for (let number = 0; number < 6; number += 1) writeFileSync(join(source, `file ${number}`), randomBytes(9_000_000));
  const { location } = await makeRepository(t, join(folder, 'repository'));

  const child = fork(new URL('fixtures/back-up-forever.ts', import.meta.url), [location, source, password]);
  const exited = once(child, 'exit');
  await once(child, 'message'); // its second pack is on the way
  child.kill('SIGKILL');
  await exited;

  const repository = await reopen(t, location);
  assert.deepEqual(await repository.snapshots(), []);
  await backUp(repository, source);
  assert.match(await resticOk(location, ['check', '--read-data']), /no errors were found/);
  assert.deepEqual(readdirSync(join(location, 'locks')), []);
  const target = join(folder, 'target');
  await resticOk(location, ['restore', 'latest', '--target', target]);
  assert.deepEqual(inspectFolder(join(target, source)), inspectFolder(source));
});
