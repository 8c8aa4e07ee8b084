import { posix } from 'node:path';
import { ResiteError } from '@resite/errors';
import type { ArchiveResult } from '@resite/repository';
import { streamSource } from '@resite/repository/archive';
import { now } from '@resite/repository/snapshots';
import type { Context } from '../../context.ts';
import { withRepository } from '../../repository-access.ts';
import { estimate } from './backup-summary.ts';
import { commandOutput } from './command-output.ts';
import { type SaveOptions, saveSource } from './save-source.ts';
import { standardInput } from './standard-input.ts';
import { tellEntry } from './tell-entry.ts';

export interface StreamOptions extends SaveOptions {
  readonly stdin?: boolean;
  readonly stdinFromCommand?: boolean;
  readonly stdinFilename?: string;
  readonly dryRun?: boolean;
}

/** Saves what comes from standard input, or what a command prints, as a file. No snapshot is made of what may not be whole. */
export async function saveStream(context: Context, command: string[], options: StreamOptions): Promise<void> {
  const path = posix.resolve('/', options.stdinFilename ?? 'stdin');
  if (path === '/') {
    throw new ResiteError('USAGE', `${options.stdinFilename} is no name of a file`, {
      hint: 'Nothing was saved. Give --stdin-filename a name such as mail.sql or dumps/mail.sql.',
    });
  }
  const { signal, emit } = context;
  const onLine = (message: string) =>
    emit({ message_type: 'error', error: { message }, during: 'backup', item: command[0]! });
  const content = options.stdinFromCommand ? commandOutput(command, { signal, onLine }) : standardInput(signal);
  await withRepository(context, async repository => {
    if (options.dryRun) {
      const bytes = await count(content);
      signal.throwIfAborted();
      refuseEmpty(bytes);
      tellEntry(context, options)?.({ path, type: 'file', change: 'new', size: bytes });
      return emit(estimate({ files_new: 1, total_files_processed: 1, total_bytes_processed: bytes }));
    }
    const source = streamSource(path, content, options.time ?? now());
    await saveSource(context, { repository, source, paths: [path], options, refuse });
  });
}

function refuse({ unreadable, summary }: ArchiveResult): void {
  if (unreadable[0] !== undefined) throw unreadable[0].error;
  refuseEmpty(summary.bytesProcessed);
}

function refuseEmpty(bytes: number): void {
  if (bytes > 0) return;
  throw new ResiteError('INPUT_EMPTY', 'there was nothing to save: not one byte came', {
    hint: 'No snapshot was made. See why whatever should have printed something printed nothing.',
  });
}

async function count(content: AsyncIterable<Uint8Array>): Promise<number> {
  let bytes = 0;
  for await (const piece of content) bytes += piece.length;
  return bytes;
}
