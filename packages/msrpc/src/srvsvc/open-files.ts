import type { RpcBinding } from '../binding.ts';
import { call, nothing } from '../call.ts';
import type { NdrReader } from '../ndr/reader.ts';
import { allPages } from '../pages.ts';
import { writeServerName } from '../server-name.ts';
import { readInfoStruct, writeInfoStruct } from './info-struct.ts';

/** FILE_INFO_3 ([MS-SRVS] 2.2.4.7): a file, folder or pipe that somebody holds open over the network. */
export interface OpenFile {
  id: number;
  /** Bits: read 1, write 2, create 4. */
  permissions: number;
  locks: number;
  path: string;
  user: string;
}

const level = 3;
const fileSize = 20;

/** NetrFileEnum of level 3 ([MS-SRVS] 3.1.4.2); below the path `below` only, when it is given. */
export function enumerateOpenFiles(binding: RpcBinding, below?: string): Promise<OpenFile[]> {
  return allPages(
    binding,
    { number: 9, name: 'NetrFileEnum' },
    writer => {
      writer.pointer(below, below => writer.string(below));
      writer.pointer(undefined, nothing); // of all users
      writeInfoStruct(writer, level);
    },
    reader => readInfoStruct(reader, level, { least: fileSize, read: readFile }),
  );
}

/**
 * NetrFileClose ([MS-SRVS] 3.1.4.4): takes it from who holds it open, as Close Resource of Server Manager does. What that one does with it
 * afterwards, the server refuses.
 */
export function closeOpenFile(binding: RpcBinding, id: number): Promise<void> {
  return call(
    binding,
    { number: 11, name: 'NetrFileClose' },
    `file ${id}`,
    writer => {
      writeServerName(writer, binding);
      writer.u32(id);
    },
    nothing,
  );
}

function readFile(reader: NdrReader): () => OpenFile {
  const id = reader.u32();
  const permissions = reader.u32();
  const locks = reader.u32();
  const path = reader.embedded(() => reader.string());
  const user = reader.embedded(() => reader.string());
  return () => ({ id, permissions, locks, path: path() ?? '', user: user() ?? '' });
}
