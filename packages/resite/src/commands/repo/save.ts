import { ResiteError } from '@resite/errors';
import type { Context } from '../../context.ts';
import { type FolderOptions, saveFolders } from './save-folders.ts';
import { type StreamOptions, saveStream } from './save-stream.ts';

type Options = FolderOptions & StreamOptions;

/** Saves files and folders, or one stream as a file. */
export async function save(context: Context, paths: string[], options: Options): Promise<void> {
  refuseMixed(paths, options);
  if (options.stdin || options.stdinFromCommand) return saveStream(context, paths, options);
  return saveFolders(context, paths, options);
}

function refuseMixed(paths: readonly string[], { stdin, stdinFromCommand, stdinFilename }: Options): void {
  if (stdin && stdinFromCommand) throw usage('--stdin and --stdin-from-command are both given', 'Give one of them.');
  if (stdin && paths.length > 0)
    throw usage('paths are given beside --stdin', 'Save them with a command of their own.');
  if (stdin && process.stdin.isTTY)
    throw usage('standard input is a terminal', 'Send something in, as in: mysqldump … | resite repo backup --stdin');
  if (stdinFromCommand && paths.length === 0)
    throw usage('no command is given', 'Give it at the end: resite repo backup --stdin-from-command -- COMMAND …');
  if (!stdin && !stdinFromCommand && stdinFilename !== undefined)
    throw usage('--stdin-filename is given alone', 'Give --stdin or --stdin-from-command with it.');
  if (!stdin && !stdinFromCommand && paths.length === 0)
    throw usage('no path is given', 'Name files and folders to save. See: resite repo backup --help');
}

const usage = (message: string, remedy: string) =>
  new ResiteError('USAGE', message, { hint: `Nothing was saved. ${remedy}` });
