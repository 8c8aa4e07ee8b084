import type { Command } from 'commander';
import { setValueKinds } from '../../completion/value-kind.ts';
import { takesBytes } from '../bytes-in-names.ts';
import { addExamples, type RunCommand, setHandler } from '../define.ts';
import { collect } from './filter-options.ts';
import { parseHost } from './parse-host.ts';
import { parseWhen } from './parse-when.ts';
import { addExcludeOptions } from './pattern-options.ts';

export function addBackup(repo: Command, runCommand: RunCommand): void {
  const backup = repo
    .command('backup')
    .description('Save files and folders as a new snapshot.')
    .argument('[path...]', 'files and folders to save, or a command')
    .option(
      '--files-from <file>',
      'save the paths in a file, or - for standard input: one a line, with *, ? and […]; # begins a comment line (may be repeated)',
      collect,
    )
    .option('--files-from-verbatim <file>', 'the same without patterns and comments (may be repeated)', collect)
    .option('--files-from-raw <file>', 'the same with a zero byte after each path (may be repeated)', collect)
    .option('--stdin', 'save what comes from standard input, as a file')
    .option('--stdin-from-command', 'the same of what a command prints; no snapshot is made when it fails')
    .option('--stdin-filename <path>', 'path of that file in the snapshot (default: stdin)')
    .option('--tag <list...>', 'tags of the snapshot, such as a,b')
    .option('-H, --host <name>', 'name of this computer in the snapshot (default: $RESTIC_HOST, or its own)', parseHost)
    .option('--time <time>', 'time of the snapshot, as 1999-12-31 23:59:59 (default: now)', text => parseWhen(text))
    .option(
      '--parent <snapshot>',
      'read again only what has changed since this one (default: the latest of the same host and paths)',
    )
    .option('-g, --group-by <what>', 'what the parent has to have in common: host, paths, tags (default: host,paths)')
    .option('-f, --force', 'read all files again, also those that look unchanged')
    .option('--ignore-ctime', 'of a file that looks unchanged but for its change time, read nothing again')
    .option('--ignore-inode', 'the same for change time and inode, such as on FUSE')
    .option('--with-atime', 'save access times')
    .option('--skip-if-unchanged', 'make no snapshot when it would hold what the parent holds')
    .option('-n, --dry-run', 'only say what would be saved')
    .option('-v, --verbose', 'name what is new or has changed; twice, everything', (_, times: number) => times + 1, 0);
  addExcludeOptions(backup)
    .option(
      '--exclude-if-present <file[:header]>',
      'of a folder that holds this file, which may have to begin with the header, keep only the file (may be repeated)',
      collect,
    )
    .option('--exclude-caches', 'the same for folders that a CACHEDIR.TAG marks as caches')
    .option('--exclude-larger-than <size>', 'leave out files that are larger, such as 100M')
    .option('-x, --one-file-system', 'leave out what is on other file systems than the paths');
  setValueKinds(backup, { path: 'file' });
  takesBytes(backup, 'path', 'filesFrom', 'filesFromVerbatim', 'filesFromRaw', 'excludeIfPresent');
  addExamples(
    backup,
    ['resite repo backup ./data', 'one folder, to the repository in resite.yaml'],
    ["resite repo backup ./data --exclude '*.tmp' --exclude-caches", 'without temporary files and caches'],
    ['resite repo backup ./data ./more --tag weekly -r ./backups', 'two folders, to another one'],
    [
      'resite repo backup --stdin-filename mail.sql --stdin-from-command -- mysqldump mail',
      'what a command prints, if it ends well',
    ],
  );
  setHandler(backup, runCommand, async () => (await import('./save.ts')).save);
}
