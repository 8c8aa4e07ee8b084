import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { isLong } from '../../../scripts/sample.ts';
import {
  createKey,
  deleteValue,
  dwordValue,
  editHive,
  ensureKey,
  findKey,
  hiveFormats,
  parseHive,
  removeKey,
  setValue,
  stringValue,
  writeHive,
} from '../src/index.ts';
import { sampleKey } from './sample.ts';
import { runTool } from './tool.ts';

const lastWrite = 125911584000000000n;
const lengthOf = (index: number) => (isLong ? index : index % 100);

// An edited hive and a fresh one with the same content: no reader may see a difference.
for (const minorVersion of hiveFormats) {
  test(`1.${minorVersion}: other programs read an edited hive as a fresh one of the same content`, async t => {
    const folder = await mkdtemp(join(tmpdir(), 'resite-edit-'));
    t.after(() => rm(folder, { recursive: true }));
    const tree = sampleKey();
    for (let index = 0; index < 1500; index++) {
      setValue(ensureKey(tree, `Clients\\${index}`, { lastWrite }), dwordValue('n', index));
    }
    const hive = editHive(writeHive(tree, { minorVersion }), { lastWrite });
    for (let index = 0; index < 1500; index += 3) {
      hive.removeKey(`clients\\${index}`);
      hive.createKey(`Clients\\new ${index}`);
      hive.setValue(`Clients\\new ${index}`, stringValue('text', 'x'.repeat(lengthOf(index))));
    }
    hive.deleteValue('', 'Multi');
    hive.setValue('', stringValue('Ünïcode', 'shorter'));
    hive.setValue('', { name: 'Big', type: 3, data: new Uint8Array(50_000).fill(7) });
    hive.replaceKey('Ключ', { ...createKey('x', { lastWrite }), values: [stringValue('', 'replaced')] });
    const bytes = hive.bytes();

    const { root } = parseHive(writeHive(tree, { minorVersion }));
    for (let index = 0; index < 1500; index += 3) {
      removeKey(root, `Clients\\${index}`);
      setValue(
        ensureKey(root, `Clients\\new ${index}`, { lastWrite }),
        stringValue('text', 'x'.repeat(lengthOf(index))),
      );
    }
    deleteValue(root, 'Multi');
    setValue(root, stringValue('Ünïcode', 'shorter'));
    setValue(root, { name: 'Big', type: 3, data: new Uint8Array(50_000).fill(7) });
    Object.assign(findKey(root, 'Ключ')!, { values: [stringValue('', 'replaced')] });

    const [edited, fresh] = [join(folder, 'edited'), join(folder, 'fresh')];
    await writeFile(edited, bytes);
    await writeFile(fresh, writeHive(root, { minorVersion }));
    const views: [string, string[], string][] = [
      ['hivexml', [], 'libhivex-bin'],
      ['reglookup', ['-s', '-H'], 'reglookup'],
      ['regfexport', [], 'libregf-utils'],
    ];
    for (const [program, options, debianPackage] of isLong
      ? views
      : views.slice(minorVersion === 5 ? 0 : 1, minorVersion === 5 ? 2 : 3)) {
      const read = (path: string) =>
        runTool(program, [...options, path], debianPackage).replace(/<byte_runs>.*?<\/byte_runs>/gs, ''); // places in the file
      assert.ok(read(edited) === read(fresh), `${program} sees a difference`);
    }
  });
}
