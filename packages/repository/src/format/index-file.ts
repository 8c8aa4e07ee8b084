import { sealOverhead } from '../crypto/seal.ts';
import { hexId, list, object, parseObject, uint32 } from '../text/json-fields.ts';
import { TextBytes } from '../text/text-bytes.ts';
import type { PackedBlob } from './pack-header.ts';

export interface IndexedPack {
  id: string;
  blobs: PackedBlob[];
}

/** An index file's plaintext (restic: internal/repository/index/index.go). */
export function encodeIndex(packs: Iterable<{ id: string; blobs: Iterable<PackedBlob> }>): Buffer {
  const bytes = new TextBytes();
  bytes.add('{"packs":[');
  let beforePack = '';
  for (const pack of packs) {
    bytes.add(`${beforePack}{"id":"${pack.id}","blobs":[`);
    beforePack = ',';
    let before = '';
    for (const { id, type, offset, length, plainLength } of pack.blobs) {
      const plain = plainLength > 0 ? `,"uncompressed_length":${plainLength}` : '';
      bytes.add(`${before}{"id":"${id}","type":"${type}","offset":${offset},"length":${length}${plain}}`);
      before = ',';
    }
    bytes.add(']}');
  }
  bytes.add(']}\n');
  return bytes.end();
}

/** Throws `SyntaxError` when the text is no index. */
export function decodeIndex(plaintext: Buffer): IndexedPack[] {
  return list(parseObject(plaintext, { longNumbers: false }).packs, 'the list of packs').map(value => {
    const pack = object(value, 'a pack');
    return { id: hexId(pack.id, 'the name of a pack'), blobs: list(pack.blobs, 'the list of blobs').map(decodeBlob) };
  });
}

function decodeBlob(value: unknown): PackedBlob {
  const stored = object(value, 'a blob');
  const { type } = stored;
  if (type !== 'data' && type !== 'tree') throw new SyntaxError('a blob is neither data nor a tree');
  const blob: PackedBlob = {
    id: hexId(stored.id, 'the name of a blob'),
    type,
    offset: uint32(stored.offset, 'an offset'),
    length: uint32(stored.length, 'a length'),
    plainLength: uint32(stored.uncompressed_length, 'a length'),
  };
  if (blob.length < sealOverhead || blob.offset + blob.length > 0xffff_ffff) {
    throw new SyntaxError('a blob lies where none can lie');
  }
  return blob;
}
