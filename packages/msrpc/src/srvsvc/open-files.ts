import type { RpcBinding } from '../binding.ts';
import { exchange, nothing } from '../call.ts';
import type { NdrReader } from '../ndr/reader.ts';
import { allPages, noMaximum } from '../pages.ts';
import { writeServerName } from '../server-name.ts';

/** FILE_INFO_3 ([MS-SRVS] 2.2.4.7): a file, folder or pipe that somebody holds open over the network. */
export interface OpenFile {
  id: number;
  /** Bits: read 1, write 2, create 4. */
  permissions: number;
  locks: number;
  path: string;
  user: string;
}

const operation = { number: 9, name: 'NetrFileEnum' };
const level = 3;
const fileSize = 20;

/** NetrFileEnum of level 3 ([MS-SRVS] 3.1.4.2); below the path `below` only, when it is given. */
export function enumerateOpenFiles(binding: RpcBinding, below?: string): Promise<OpenFile[]> {
  return allPages(binding, operation, resume =>
    exchange(
      binding,
      operation,
      writer => {
        writeServerName(writer, binding);
        writer.pointer(below, below => writer.string(below));
        writer.pointer(undefined, nothing); // of all users
        writer.struct(() => {
          writer.u32(level);
          writer.union(level, () =>
            writer.pointer(0, count => {
              writer.u32(count);
              writer.pointer(undefined, nothing);
            }),
          );
        });
        writer.u32(noMaximum);
        writer.pointer(resume, resume => writer.u32(resume));
      },
      reader => {
        const entries = reader.struct(() => {
          if (reader.u32() !== level) reader.fail('it is of another level than was asked for');
          const list = reader.union(level, () => reader.embedded(() => readContainer(reader)));
          return () => list() ?? [];
        });
        reader.u32(); // the number of entries in all
        return { entries, resume: reader.pointer(() => reader.u32()) ?? 0 };
      },
    ),
  );
}

function readContainer(reader: NdrReader): OpenFile[] {
  return reader.struct(() => {
    const count = reader.u32();
    const files = reader.embedded(() => reader.structs(count, fileSize, () => readFile(reader)));
    return () => files() ?? [];
  });
}

function readFile(reader: NdrReader): () => OpenFile {
  const id = reader.u32();
  const permissions = reader.u32();
  const locks = reader.u32();
  const path = reader.embedded(() => reader.string());
  const user = reader.embedded(() => reader.string());
  return () => ({ id, permissions, locks, path: path() ?? '', user: user() ?? '' });
}
