import { ResiteError } from '@resite/errors';
import { hasStrayBytes, withBytesShown } from '@resite/filesystem/path-text';
import type { Context } from '../../context.ts';
import { listsOf, type PathsFromOptions, pathsFrom } from './paths-from.ts';
import { type FolderOptions, saveFolders } from './save-folders.ts';
import { type StreamOptions, saveStream } from './save-stream.ts';

type Options = FolderOptions & StreamOptions & PathsFromOptions;

/** Saves files and folders, or one stream as a file. */
export async function save(context: Context, paths: string[], options: Options): Promise<void> {
  refuseMixed(paths, options);
  if (options.stdin || options.stdinFromCommand) return saveStream(context, paths, options);
  const all = [...paths, ...(await pathsFrom(context, options))];
  if (all.length === 0) {
    throw new ResiteError('INPUT_EMPTY', `there is no path in ${listsOf(options).join(' nor in ')}`, {
      hint: 'No snapshot was made. See why nothing is in the list.',
    });
  }
  return saveFolders(context, all, options);
}

function refuseMixed(paths: readonly string[], options: Options): void {
  const { stdin, stdinFromCommand, stdinFilename } = options;
  const lists = listsOf(options);
  const isStream = stdin || stdinFromCommand;
  if (stdin && stdinFromCommand) throw usage('--stdin and --stdin-from-command are both given', 'Give one of them.');
  if (stdinFromCommand && paths.length === 0)
    throw usage('no command is given', 'Give it at the end: resite repo backup --stdin-from-command -- COMMAND …');
  const odd = stdinFromCommand ? paths.find(hasStrayBytes) : undefined;
  if (odd !== undefined)
    throw usage(
      `the command has an argument that is not UTF-8: ${withBytesShown(odd)}`,
      'Put the command into a script.',
    );
  if (isStream && lists.length > 0)
    throw usage('--files-from is given beside --stdin', 'Save the paths with a command of their own.');
  if (stdin && paths.length > 0)
    throw usage('paths are given beside --stdin', 'Save them with a command of their own.');
  if ((stdin || lists.includes('-')) && process.stdin.isTTY)
    throw usage('standard input is a terminal', 'Send something in, as in: mysqldump … | resite repo backup --stdin');
  if (lists.filter(list => list === '-').length > 1)
    throw usage('two lists are to come from standard input', 'Give - once.');
  if (!isStream && stdinFilename !== undefined)
    throw usage('--stdin-filename is given alone', 'Give --stdin or --stdin-from-command with it.');
  if (!isStream && paths.length === 0 && lists.length === 0)
    throw usage('no path is given', 'Name files and folders to save. See: resite repo backup --help');
}

const usage = (message: string, remedy: string) =>
  new ResiteError('USAGE', message, { hint: `Nothing was saved. ${remedy}` });
