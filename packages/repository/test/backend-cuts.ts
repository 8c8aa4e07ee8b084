import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { longTest, sampled } from '../../../scripts/sample.ts';
import { startCuttingProxy } from '../../../scripts/servers/cutting-proxy.ts';
import { sha256 } from '../src/crypto/hash.ts';
import { type Backend, type BackendOptions, initRepositoryOn } from '../src/index.ts';
import { backUp, kdf, password, temporaryFolder } from './helpers.ts';

export interface CutSetting {
  /** Where the server listens. */
  port(): number;
  /** One empty place on the server, opened through any port that leads to it. */
  newPlace(): { open(port: number, options?: BackendOptions): Promise<Backend> };
  /** All of it in every run, not a sample: where a connection costs little. */
  readonly whole?: boolean;
}

const quickly: BackendOptions = { retry: { retries: 12, firstWait: 40 } };

/** What every backend over a network promises when connections break. */
export function testCuts(kind: string, setting: CutSetting): void {
  const testOfWhole = setting.whole ? test : longTest;
  const times = (sample: number, whole: number) => (setting.whole ? whole : sampled(sample, whole));
  const start = async (t: TestContext, options: BackendOptions = quickly) => {
    const proxy = await startCuttingProxy(setting.port());
    t.after(() => proxy.stop());
    const place = setting.newPlace();
    const direct = await place.open(setting.port());
    const cut = await place.open(proxy.port, options);
    t.after(() => Promise.all([direct.close(), cut.close()]));
    await direct.create();
    return { proxy, direct, cut };
  };

  test(`${kind}: after cut connections, up and down, new ones are made, and files are whole`, async t => {
    const { proxy, direct, cut } = await start(t);
    const contents = Array.from({ length: 6 }, () => randomBytes(100_000));
    const cuts = times(1, 3);
    proxy.cutAfter(50_000, 'up', cuts);
    await Promise.all(contents.map(content => cut.save('data', sha256(content), [content])));
    assert.equal(proxy.cuts, cuts);
    const sizes = contents.map(content => ({ name: sha256(content), size: content.length }));
    assert.deepEqual((await direct.list('data')).sort(byName), sizes.sort(byName));

    proxy.cutAfter(50_000, 'down', cuts);
    for (const content of contents) assert.ok((await cut.load('data', sha256(content))).equals(content));
    assert.equal(proxy.cuts, 2 * cuts);
    proxy.cutAfter(25_000, 'down', 1);
    const [content] = contents as [Buffer];
    const range = { offset: 12_500, length: 75_000 };
    assert.ok((await cut.load('data', sha256(content), range)).equals(content.subarray(12_500, 87_500)));
    assert.equal(proxy.cuts, 2 * cuts + 1);
  });

  testOfWhole(`${kind}: a file that never arrives is not there, and can be stored later`, async t => {
    const { proxy, direct, cut } = await start(t, { retry: { retries: 2, firstWait: 50 } });
    const content = randomBytes(400_000);
    const name = sha256(content);
    proxy.cutAfter(200_000, 'up', Number.POSITIVE_INFINITY);
    await assert.rejects(cut.save('data', name, [content]), { code: 'REPOSITORY_UNREACHABLE' });
    assert.equal(proxy.cuts, 3);
    await untilEmpty(direct);
    await assert.rejects(direct.load('data', name), { code: 'FILE_MISSING' });
    proxy.cutAfter(0, 'up', 0);
    await cut.save('data', name, [content]);
    assert.ok((await direct.load('data', name)).equals(content));
  });

  test(`${kind}: a silent server is given up, and used again when it is back`, async t => {
    const timeouts = { connect: 1_500, idle: 1_500 };
    const { proxy, cut } = await start(t, { timeouts, retry: { retries: 1, firstWait: 10 } });
    const content = randomBytes(1000);
    await cut.save('index', sha256(content), [content]);
    proxy.stall();
    await assert.rejects(cut.load('index', sha256(content)), { code: 'REPOSITORY_UNREACHABLE' });
    proxy.flow();
    assert.ok((await cut.load('index', sha256(content))).equals(content));
  });

  testOfWhole(`${kind}: an interruption ends the waiting, and what comes after it is tried once`, async t => {
    const interruption = new AbortController();
    const onRetry = () => interruption.abort(new Error('enough'));
    const retry = { retries: 100, firstWait: 60_000 };
    const { proxy, cut, direct } = await start(t, { signal: interruption.signal, onRetry, retry });
    const content = randomBytes(400_000);
    await direct.save('locks', sha256(content), [content]);
    proxy.cutAfter(200_000, 'up', 2);
    await assert.rejects(cut.save('data', sha256(content), [content]), { message: 'enough' });
    assert.equal(proxy.cuts, 1);
    await cut.remove('locks', sha256(content));
    assert.deepEqual(await direct.list('locks'), []);
    await assert.rejects(cut.save('data', sha256(content), [content]), { code: 'REPOSITORY_UNREACHABLE' });
    assert.equal(proxy.cuts, 2);
  });

  test(`${kind}: closing the backend ends what is under way`, async t => {
    const { proxy, cut } = await start(t);
    await cut.list('config');
    proxy.stall();
    const loading = assert.rejects(cut.load('config', ''), { code: 'REPOSITORY_UNREACHABLE' });
    await sleep(10);
    await cut.close();
    await loading;
  });

  test(`${kind}: a backup whose connection is cut again and again is whole`, async t => {
    const { proxy, direct, cut } = await start(t);
    const source = join(temporaryFolder(t), 'source');
    mkdirSync(source);
    for (let number = 0; number < 8; number += 1) writeFileSync(join(source, `${number}`), randomBytes(140_000));
    const repository = await initRepositoryOn(cut, password, { kdf });
    proxy.cutAfter(100_000, 'up', times(2, 6));
    const snapshot = await backUp(repository, source);
    const { cuts } = proxy;
    assert.ok(cuts > times(0, 2), `${cuts} cuts`);
    proxy.cutAfter(100_000, 'down', times(2, 4));
    const { problems } = await repository.check({ readData: true });
    assert.deepEqual(problems, []);
    assert.ok(proxy.cuts > cuts, `${proxy.cuts} cuts`);
    assert.equal((await repository.snapshots())[0]?.id, snapshot.id);
    assert.deepEqual(await direct.list('locks'), []);
    await repository.close();
  });
}

const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);

/** A server may need a moment to find out that it was cut off. */
async function untilEmpty(backend: Backend): Promise<void> {
  for (let left = 200; (await backend.list('data')).length > 0; left -= 1) {
    if (left === 0) assert.deepEqual(await backend.list('data'), []);
    await sleep(50);
  }
}
