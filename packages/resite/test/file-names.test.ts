import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CommandEvent } from '../src/reporters/events.ts';
import { encodeFileNames, showFileNames } from '../src/reporters/file-names.ts';

const event = (fields: object) => fields as CommandEvent;
const base64 = (text: string) => Buffer.from(text, 'latin1').toString('base64');

for (const [said, shown, encoded] of [
  [
    { message_type: 'error', during: 'backup', item: '/a\udcff', error: { message: 'gone' } },
    { message_type: 'error', during: 'backup', item: '/a\\xff', error: { message: 'gone' } },
    {
      message_type: 'error',
      during: 'backup',
      item: '/a\ufffd',
      item_b64: base64('/a\xff'),
      error: { message: 'gone' },
    },
  ],
  [
    { message_type: 'status', files_done: 1, bytes_done: 2, current_files: ['/a\udc80', '/b'] },
    { message_type: 'status', files_done: 1, bytes_done: 2, current_files: ['/a\\x80', '/b'] },
    { message_type: 'status', files_done: 1, bytes_done: 2, current_files: ['/a\ufffd', '/b'] },
  ],
  [
    {
      message_type: 'snapshots_repaired',
      damaged: [{ snapshot: 'x', losses: [{ path: '/a\udcff', what: 'content' }] }],
    },
    {
      message_type: 'snapshots_repaired',
      damaged: [{ snapshot: 'x', losses: [{ path: '/a\\xff', what: 'content' }] }],
    },
    {
      message_type: 'snapshots_repaired',
      damaged: [{ snapshot: 'x', losses: [{ path: '/a\ufffd', path_b64: base64('/a\xff'), what: 'content' }] }],
    },
  ],
] as const) {
  test(`a byte that is no text, in what a ${said.message_type} event names`, () => {
    assert.deepEqual(showFileNames(event(said)), shown);
    assert.deepEqual(encodeFileNames(event(said)), encoded);
  });
}

test('what is text, or names no file of this system, stays as it is', () => {
  for (const said of [
    { message_type: 'node', path: '/a\ufffd', type: 'file' },
    { message_type: 'registry_key', path: 'SOFTWARE\\a\udcff' },
  ]) {
    assert.equal(showFileNames(event(said)), said);
    assert.equal(encodeFileNames(event(said)), said);
  }
});
