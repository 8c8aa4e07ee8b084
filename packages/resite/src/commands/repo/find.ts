import { findByPattern } from '@resite/repository';
import type { Command } from 'commander';
import type { Context } from '../../context.ts';
import { nodeInfo } from '../../node-info.ts';
import { withRepository } from '../../repository-access.ts';
import { addExamples, type Perform, setHandler } from '../define.ts';
import { addFilterOptions, chooseSnapshots, collect, type FilterOptions } from './filter.ts';

interface Options extends FilterOptions {
  readonly snapshot?: string[];
  readonly ignoreCase?: boolean;
}

export function addFind(repo: Command, perform: Perform): void {
  const find = repo
    .command('find')
    .description('Find files and folders in snapshots by their paths.')
    .argument('<pattern...>', 'with *, ?, […] and **; a name, or a path from / on')
    .option('-i, --ignore-case', 'take small and capital letters for the same')
    .option('-s, --snapshot <id>', 'only in this snapshot (may be repeated)', collect);
  addFilterOptions(find);
  addExamples(
    find,
    ["resite repo find '*.CT?'", 'in all snapshots'],
    ["resite repo find -i '/c/sms/**/sms.ini' --site S01", 'in those of one site'],
  );
  setHandler(find, perform, findInRepository);
}

async function findInRepository(context: Context, patterns: string[], options: Options): Promise<void> {
  await withRepository(context, async repository => {
    const snapshots = await chooseSnapshots(repository, options.snapshot ?? [], options);
    await findByPattern(
      repository,
      snapshots,
      patterns,
      ({ snapshot, path, node }) =>
        context.emit({ message_type: 'match', snapshot: snapshot.id, ...nodeInfo(path, node) }),
      { ignoreCase: options.ignoreCase, signal: context.signal },
    );
  });
}
