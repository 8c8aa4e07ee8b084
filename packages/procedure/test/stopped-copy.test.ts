import assert from 'node:assert/strict';
import { appendFile, lstat, mkdir, readdir, rename, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Host } from '@resite/host';
import fc from 'fast-check';
import { sampled } from '../../../scripts/sample.ts';
import { type HostEntry, hostSource } from '../src/capture/host-source.ts';
import { newLook, noteDoubts, noteListings } from '../src/capture/look.ts';
import { type CopyOptions, copyStopped } from '../src/capture/stopped-copy.ts';
import { type ImageSite, roots, withImageSite } from './support/image-site.ts';

/** What somebody does between the copies. `at` and `to` choose files and folders, `text` is content. */
interface Change {
  readonly what: keyof typeof changes;
  readonly at: number;
  readonly to: number;
  readonly text: string;
}

interface Place {
  readonly host: Host;
  /** On this computer, and as Windows has it. */
  readonly path: string;
  readonly windowsPath: string;
  readonly folder: string;
  readonly other: string;
}

const changes = {
  append: ({ path }: Place, text: string) => appendFile(path, text),
  'write anew': ({ host, windowsPath }: Place, text: string) => host.files.write(windowsPath, Buffer.from(text)),
  'change and set the times back': async ({ path }: Place, text: string) => {
    const { size, atime, mtime } = await stat(path);
    await writeFile(path, text.padEnd(size, '-').slice(0, size));
    await utimes(path, atime, mtime);
  },
  touch: ({ path }: Place, text: string) => utimes(path, 1, text.length),
  remove: ({ path }: Place) => rm(path),
  rename: ({ path, folder }: Place, text: string) => rename(path, join(folder, `r${text}`)),
  'swap with another': async ({ path, other }: Place) => {
    await rename(path, `${path}.swap`);
    if (other !== path) await rename(other, path);
    await rename(`${path}.swap`, other);
  },
  'change the case': ({ path, folder }: Place) =>
    rename(path, join(folder, path.slice(folder.length + 1).toLowerCase())),
  'add a file': ({ folder }: Place, text: string) => writeFile(join(folder, `n${text}`), text),
  'add a folder': ({ folder }: Place, text: string) => mkdir(join(folder, `f${text}`, text), { recursive: true }),
  'put a folder in its place': async ({ path }: Place) => {
    await rm(path);
    await mkdir(path);
  },
  'set attributes': ({ host, windowsPath }: Place, text: string) =>
    host.files.setMetadata(windowsPath, { attributes: text.length }),
  'set the creation time': ({ host, windowsPath }: Place, text: string) =>
    host.files.setMetadata(windowsPath, { created: BigInt(text.length) * 100n }),
  'set the security': ({ host, windowsPath }: Place, text: string) =>
    host.files.setMetadata(windowsPath, { securityDescriptor: Buffer.from(text) }),
  'set the security of the folder': ({ host, windowsPath }: Place, text: string) =>
    host.files.setMetadata(windowsPath.slice(0, windowsPath.lastIndexOf('\\')), {
      securityDescriptor: Buffer.from(text),
      attributes: 0x10 + text.length,
    }),
};

const change: fc.Arbitrary<Change> = fc.record({
  what: fc.constantFrom(...(Object.keys(changes) as (keyof typeof changes)[])),
  at: fc.nat(1000),
  to: fc.nat(1000),
  text: fc.stringMatching(/^[a-z]{1,9}$/),
});

test('whatever changes after the first copy, the stopped one is that of a site which is read as a whole', () =>
  withImageSite(async site => {
    await fill(join(site.folder, 'disk'));
    await untilSettled(site); // what changed just before a listing is looked at more closely
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 12 }), async list => {
        const { look, tree: parent } = await firstCopy(site);
        for (const each of list) await apply(site, each);
        const copy = (await copyStopped(site.host, roots, options({ look })))!;
        const fromCopy = await site.repository.archive(copy.source, {
          parent,
          reread: path => copy.contents.has(`${path[1]}:${path.slice(2).replaceAll('/', '\\')}`),
        });
        const { tree } = await site.repository.archive(hostSource(site.host, roots));
        assert.deepEqual([fromCopy.unreadable, copy.unreadable, copy.changedWhileRead], [[], [], []]);
        assert.equal(fromCopy.tree, tree);
        assert.equal(copy.files, fromCopy.summary.filesProcessed);
        assert.equal(copy.bytes, fromCopy.summary.bytesProcessed);
      }),
      { numRuns: sampled(6, 300) },
    );
  }));

test('only what changed is read, and what is read though it looks unchanged', () =>
  withImageSite(async site => {
    const disk = join(site.folder, 'disk');
    const { look } = await firstCopy(site);
    await appendFile(join(disk, 'D/SMS_PKGD/P01/SETUP.EXE'), 'more');
    await writeFile(join(disk, 'C/SMS/NEW.TXT'), '');
    const copy = (await copyStopped(site.host, roots, options({ look, reread: name => name === 'SMS.INI' })))!;
    assert.deepEqual([...copy.contents.keys()].sort(), [
      'C:\\SMS.INI',
      'C:\\SMS\\NEW.TXT',
      'D:\\SMS_PKGD\\P01\\SETUP.EXE',
    ]);
    assert.equal(copy.files, 7);
  }));

test('a file that changed while the first copy read it is in doubt, even if nothing shows it later', () =>
  withImageSite(async site => {
    const look = newLook();
    const source = noteDoubts(hostSource(noteListings(site.host, look), roots), look);
    const other = { ...source, refresh: async (file: HostEntry) => ({ ...file, modified: file.modified + 1n }) };
    const noted = noteDoubts(other, look);
    await site.repository.archive(noted);
    const copy = (await copyStopped(site.host, roots, options({ look })))!;
    assert.equal(copy.contents.size, copy.files);
  }));

test('a file that changed right before the first copy listed it is read again: time stamps may hide a second change', () =>
  withImageSite(async site => {
    const { look } = await firstCopy(site, Date.now);
    const copy = (await copyStopped(site.host, roots, options({ look })))!;
    assert.equal(copy.contents.size, copy.files);
  }));

test('a file that changes once while it is read with the services stopped is kept as it is then', () =>
  withImageSite(async site => {
    const { look, tree: parent } = await firstCopy(site);
    const path = join(site.folder, 'disk/C/SMS/System.map');
    await appendFile(path, 'first');
    let reads = 0;
    const host = {
      name: 'BRANCH1',
      files: {
        ...site.host.files,
        async *stream(file: string) {
          yield* site.host.files.stream(file);
          if (reads++ === 0) await appendFile(path, 'second');
        },
      },
    };
    const copy = (await copyStopped(host, roots, options({ look })))!;
    assert.deepEqual(copy.changedWhileRead, []);
    const { tree, unreadable } = await site.repository.archive(copy.source, { parent, reread: () => false });
    assert.deepEqual(unreadable, []);
    assert.equal(tree, (await site.repository.archive(hostSource(site.host, roots))).tree);
  }));

test('a file that changes again and again while it is read with the services stopped is named', () =>
  withImageSite(async site => {
    const { look } = await firstCopy(site);
    const path = join(site.folder, 'disk/C/SMS/System.map');
    const host = {
      name: 'BRANCH1',
      files: {
        ...site.host.files,
        async *stream(file: string) {
          yield* site.host.files.stream(file);
          if (file.endsWith('System.map')) await appendFile(path, 'x');
        },
      },
    };
    const copy = (await copyStopped(host, roots, options({ look, reread: name => name === 'System.map' })))!;
    assert.deepEqual(copy.changedWhileRead, ['/C/SMS/System.map']);
  }));

test('more than memory should hold is not kept', () =>
  withImageSite(async site => {
    const { look } = await firstCopy(site);
    await writeFile(join(site.folder, 'disk/C/SMS/LARGE'), '');
    await truncate(join(site.folder, 'disk/C/SMS/LARGE'), 33 << 20);
    assert.equal(await copyStopped(site.host, roots, options({ look })), undefined);
  }));

const options = ({ look, reread = () => false }: Pick<CopyOptions, 'look'> & Partial<CopyOptions>): CopyOptions => ({
  look,
  reread,
  signal: new AbortController().signal,
  onProgress: () => {},
});

/** Three seconds after the files were made, unless said otherwise. */
async function firstCopy({ host, repository }: ImageSite, now = () => Date.now() + 3000) {
  const look = newLook();
  const { tree } = await repository.archive(noteDoubts(hostSource(noteListings(host, look, now), roots), look));
  return { look, tree };
}

/** Until its files have been as they are for longer than two seconds, within which their time stamps may hide a change. */
async function untilSettled({ folder }: ImageSite): Promise<void> {
  const last = join(folder, 'disk/last');
  await writeFile(last, '');
  const { ctimeMs } = await stat(last);
  await rm(last);
  while (Date.now() <= ctimeMs + 2_000) await sleep(50);
}

async function fill(disk: string): Promise<void> {
  for (const folder of ['C/SMS/LOGS', 'C/SMS/Site.srv/inventry.box', 'D/SMS_PKGD/P02']) {
    await mkdir(join(disk, folder), { recursive: true });
    for (let index = 0; index < sampled(5, 12); index++)
      await writeFile(join(disk, folder, `FILE${index}.LOG`), 'x'.repeat(index));
  }
}

/** To a file below one of the roots; when there is none left, or the names are in the way of each other, to none. */
async function apply({ folder, host }: ImageSite, { what, at, to, text }: Change): Promise<void> {
  const disk = join(folder, 'disk');
  const files = (await Promise.all(['C/SMS', 'D/SMS_PKGD'].map(root => filesBelow(disk, root)))).flat().sort();
  const [path, other] = [at, to].map(number => files[number % files.length]);
  if (path === undefined || other === undefined) return;
  const place = {
    host,
    path: join(disk, path),
    windowsPath: `${path[0]}:${path.slice(1).replaceAll('/', '\\')}`,
    folder: join(disk, path.slice(0, path.lastIndexOf('/'))),
    other: join(disk, other),
  };
  await changes[what](place, text).catch(error => {
    if (!['EEXIST', 'EISDIR', 'ENOTDIR', 'ENOTEMPTY'].includes(error.code)) throw error;
  });
}

async function filesBelow(disk: string, root: string): Promise<string[]> {
  const names = await readdir(join(disk, root), { recursive: true });
  const found: string[] = [];
  for (const name of names) if ((await lstat(join(disk, root, name))).isFile()) found.push(`${root}/${name}`);
  return found;
}
