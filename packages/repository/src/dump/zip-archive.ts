import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { crc32, createDeflateRaw, deflateRaw } from 'node:zlib';
import type { TreeNode } from '../contract/node.ts';
import type { Archive, Write } from './archive.ts';
import { centralHeader, dataDescriptor, endOfArchive, localHeader, type ZipEntry, zipMode } from './zip.ts';

/** Files up to this size are compressed before anything of them is written, so that their headers say all. */
const mostAtOnce = 1024 * 1024;
/** What is not larger than this has less than 4 GiB also when it does not get smaller. */
const mostIn32 = 0xf000_0000n;

const deflate = promisify(deflateRaw);

/** With the modes of Unix, symbolic links, names in UTF-8, and ZIP64 where something is too large or too much. */
export function zipArchive(put: Write): Archive {
  const list: Buffer[] = [];
  let written = 0n;
  const write = async (bytes: Uint8Array) => {
    await put(bytes);
    written += BigInt(bytes.length);
  };

  const addWhole = async (entry: ZipEntry, content: Buffer, packed = content) => {
    entry.checksum = crc32(content);
    entry.size = BigInt(content.length);
    entry.packedSize = BigInt(packed.length);
    await write(localHeader(entry));
    if (packed.length > 0) await write(packed);
  };

  const addStream = async (entry: ZipEntry, size: bigint, content: AsyncIterable<Uint8Array>) => {
    Object.assign(entry, { isDeflated: true, isStreamed: true, isLarge: size > mostIn32 });
    await write(localHeader(entry));
    const before = written;
    async function* counted() {
      for await (const bytes of content) {
        entry.checksum = crc32(bytes, entry.checksum);
        entry.size += BigInt(bytes.length);
        yield bytes;
      }
    }
    await pipeline(counted, createDeflateRaw(), async packed => {
      for await (const bytes of packed as AsyncIterable<Buffer>) await write(bytes);
    });
    entry.packedSize = written - before;
    await write(dataDescriptor(entry));
  };

  return {
    takes: node => zipMode(node) !== undefined,
    async add(path, node, content) {
      const entry = entryOf(path, node, written);
      const size = node.size ?? 0n;
      if (node.type !== 'file') await addWhole(entry, node.type === 'symlink' ? linkOf(node) : nothing);
      else if (size > mostAtOnce) await addStream(entry, size, content);
      else {
        const whole = await buffer(content);
        const packed = whole.length === 0 ? whole : await deflate(whole);
        entry.isDeflated = packed.length < whole.length;
        await addWhole(entry, whole, entry.isDeflated ? packed : whole);
      }
      list.push(centralHeader(entry));
    },
    async end() {
      const start = written;
      for (const header of list) await write(header);
      await write(endOfArchive({ count: list.length, start, size: written - start }));
    },
  };
}

const nothing = Buffer.alloc(0);
const linkOf = ({ linkTarget = nothing }: TreeNode) => linkTarget;

function entryOf(path: Buffer, node: TreeNode, offset: bigint): ZipEntry {
  return {
    name: node.type === 'dir' ? Buffer.concat([path, Buffer.from('/')]) : path,
    mode: zipMode(node) ?? 0,
    modified: node.modified,
    isDeflated: false,
    isStreamed: false,
    isLarge: false,
    checksum: 0,
    size: 0n,
    packedSize: 0n,
    offset,
  };
}
