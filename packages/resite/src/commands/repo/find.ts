import { type FoundBlob, findByIds, findByPattern } from '@resite/repository';
import { type Command, InvalidArgumentError } from 'commander';
import type { Context } from '../../context.ts';
import { nodeInfo } from '../../node-info.ts';
import { withRepository } from '../../repository-access.ts';
import { addExamples, type Perform, setHandler } from '../define.ts';
import { addFilterOptions, chooseSnapshots, collect, type FilterOptions } from './filter.ts';

interface Options extends FilterOptions {
  readonly snapshot?: string[];
  readonly ignoreCase?: boolean;
  readonly oldest?: bigint;
  readonly newest?: bigint;
  readonly blob?: boolean;
  readonly tree?: boolean;
  readonly pack?: boolean;
}

export function addFind(repo: Command, perform: Perform): void {
  const find = repo
    .command('find')
    .description('Find files and folders in snapshots by their paths.')
    .argument('<pattern...>', 'with *, ?, […] and **; a name, or a path from / on; or IDs')
    .option('-i, --ignore-case', 'take small and capital letters for the same')
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
  addExamples(
    find,
    ["resite repo find '*.CT?'", 'in all snapshots'],
    ['resite repo find --pack 4f3a2b1c5d6e7f80', 'which files need this pack?'],
    ["resite repo find -i '/c/sms/**/sms.ini' --site S01", 'in those of one site'],
  );
  setHandler(find, perform, findInRepository);
}

async function findInRepository(context: Context, patterns: string[], options: Options): Promise<void> {
  await withRepository(context, async repository => {
    const snapshots = await chooseSnapshots(repository, options.snapshot ?? [], options);
    const { signal } = context;
    if (options.blob || options.tree || options.pack) {
      const wanted = {
        ...(options.blob && { blobs: patterns }),
        ...(options.tree && { trees: patterns }),
        ...(options.pack && { packs: patterns }),
      };
      const tell = ({ snapshot, path, type, id }: FoundBlob) =>
        context.emit({ message_type: 'blob_match', snapshot: snapshot.id, path, object_type: type, object_id: id });
      return findByIds(repository, snapshots, wanted, tell, { signal });
    }
    await findByPattern(
      repository,
      snapshots,
      patterns,
      ({ snapshot, path, node }) =>
        context.emit({ message_type: 'match', snapshot: snapshot.id, ...nodeInfo(path, node) }),
      { ignoreCase: options.ignoreCase, oldest: options.oldest, newest: options.newest, signal },
    );
  });
}

const parseOldest = (text: string) => parseWhen(text, '00:00:00.000');
const parseNewest = (text: string) => parseWhen(text, '23:59:59.999');

/** A day, with the time of it or as a whole, in the time zone of this computer; nanoseconds since 1970. */
function parseWhen(text: string, timeOfDay: string): bigint {
  const [, day, time] = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d(?::\d\d)?))?$/.exec(text) ?? [];
  const milliseconds = Date.parse(`${day}T${time ?? timeOfDay}`);
  if (day === undefined || Number.isNaN(milliseconds)) {
    throw new InvalidArgumentError('Write it like 1999-12-31 or 1999-12-31 23:59:59.');
  }
  return BigInt(milliseconds) * 1_000_000n;
}
