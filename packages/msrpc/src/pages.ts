import type { RpcBinding } from './binding.ts';
import { exchange, nothing, type Operation, sourceOf } from './call.ts';
import { AnswerInvalid } from './ndr/answer-invalid.ts';
import type { NdrReader } from './ndr/reader.ts';
import type { NdrWriter } from './ndr/writer.ts';
import { writeServerName } from './server-name.ts';
import { windowsErrors } from './status/windows-errors.ts';
import { windowsStatus } from './status/windows-status.ts';

/** PreferedMaximumLength that means: as many as there are. */
const noMaximum = 0xffffffff;

/** More than any computer has. */
const mostEntries = 1_000_000;

/**
 * All entries of a list that a server gives page by page. `write` writes what stands between the name of the server and the size of a
 * page, `read` reads the entries of one.
 */
export async function allPages<T>(
  binding: RpcBinding,
  operation: Operation,
  write: (writer: NdrWriter) => void,
  read: (reader: NdrReader) => readonly T[],
): Promise<T[]> {
  const all: T[] = [];
  let resume = 0;
  while (all.length <= mostEntries) {
    const { result, status } = await askPage(binding, operation, { write, read, resume });
    if (status !== 0 && status !== windowsErrors.ERROR_MORE_DATA)
      throw windowsStatus(binding.server, operation.name, status);
    all.push(...result.entries);
    if (status === 0) return all;
    if (result.entries.length === 0 || result.resume === resume)
      throw new AnswerInvalid(sourceOf(binding, operation), 0, 'there is more, and no way to it');
    resume = result.resume;
  }
  throw new AnswerInvalid(sourceOf(binding, operation), 0, `there are more than ${mostEntries} entries`);
}

/** AT_ENUM_CONTAINER and the like as a request has them: empty, with a null pointer, or servers refuse it. */
export function writeEmptyContainer(writer: NdrWriter): void {
  writer.u32(0);
  writer.pointer(undefined, nothing);
}

function askPage<T>(
  binding: RpcBinding,
  operation: Operation,
  { write, read, resume }: { write: (writer: NdrWriter) => void; read: (reader: NdrReader) => T; resume: number },
) {
  return exchange(
    binding,
    operation,
    writer => {
      writeServerName(writer, binding);
      write(writer);
      writer.u32(noMaximum);
      // Wine refuses a resume handle that is null, though the description of the interface allows it
      writer.pointer(resume, resume => writer.u32(resume));
    },
    reader => {
      const entries = read(reader);
      reader.u32(); // the number of entries in all
      return { entries, resume: reader.pointer(() => reader.u32()) ?? 0 };
    },
  );
}
