import type { Command } from 'commander';
import { takesBytes } from '../bytes-in-names.ts';
import { addExamples, type RunCommand, setHandler } from '../define.ts';
import { addFilterOptions, collect } from './filter-options.ts';
import { parseWhen } from './parse-when.ts';

export function addFind(repo: Command, runCommand: RunCommand): void {
  const find = repo
    .command('find')
    .description('Find files and folders in snapshots by their paths.')
    .argument('<pattern...>', 'with *, ?, […] and **; a name, or a path from / on; or IDs')
    .option('-i, --ignore-case', 'ignore case')
    .option(
      '-O, --oldest <time>',
      'only what was modified no earlier, as 1999-12-31 or 1999-12-31 23:59:59',
      parseOldest,
    )
    .option('-N, --newest <time>', 'only what was modified no later', parseNewest)
    .option('--blob', 'find the files that need these data blobs')
    .option('--tree', 'find the folders whose trees these are')
    .option('--pack', 'find what needs something from these packs')
    .option('-s, --snapshot <id>', 'only in this snapshot (may be repeated)', collect);
  addFilterOptions(find);
  takesBytes(find, 'pattern');
  addExamples(
    find,
    ["resite repo find '*.CT?'", 'in all snapshots'],
    ['resite repo find --pack 4f3a2b1c5d6e7f80', 'which files need this pack?'],
    ["resite repo find -i '/c/sms/**/sms.ini' --site S01", 'in those of one site'],
  );
  setHandler(find, runCommand, async () => (await import('./find-in-repository.ts')).findInRepository);
}

const parseOldest = (text: string) => parseWhen(text, '00:00:00.000');

const parseNewest = (text: string) => parseWhen(text, '23:59:59.999');
