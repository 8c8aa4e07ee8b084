import { defined, plural } from '@resite/errors';
import { monotonic } from '@resite/filesystem/clock';
import type { ArchiveOptions, ArchiveProgress, Source, SourceEntry } from '@resite/repository';
import type { Execution } from '../execution/execution.ts';
import type { ActionOf } from '../plan/procedure.ts';

export const detailOf = (files: number, read: number) => `${plural(files, 'file')}, ${read} of them read`;

/** Reads a source into the repository, and tells of it. */
export async function archive<E extends SourceEntry>(
  action: ActionOf<'capture'>,
  execution: Execution,
  source: Source<E>,
  options: Pick<ArchiveOptions, 'reread'> & { parent: string | undefined; total: number },
) {
  const repository = await execution.repository();
  const { parent, total, ...others } = options;
  const watch = { began: monotonic(), total };
  const read = { files: 0, bytes: 0 };
  const result = await repository.archive(
    counted(source, read),
    defined({
      ...others,
      parent,
      signal: execution.signal,
      onProgress: (progress: ArchiveProgress) => {
        execution.budget?.progress(action.host, { ...watch, done: progress.files });
        execution.emit({
          message_type: 'status',
          files_done: progress.files,
          bytes_done: progress.bytes,
          current_files: [progress.current],
        });
      },
    }),
  );
  const { tree, summary, unreadable, changedWhileRead } = result;
  const { filesProcessed: files, bytesProcessed: bytes } = summary;
  const detail = detailOf(files, summary.filesNew + summary.filesChanged);
  return { unreadable, changedWhileRead, captured: { detail, tree, files, bytes, read } };
}

/** The same source, which counts what is read from it. */
function counted<E extends SourceEntry>(source: Source<E>, read: { files: number; bytes: number }): Source<E> {
  return {
    ...source,
    async *read(entry, memory) {
      read.files++;
      for await (const piece of source.read(entry, memory)) {
        read.bytes += piece.length;
        yield piece;
      }
    },
  };
}
