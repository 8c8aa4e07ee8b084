import type { ObjectType } from '@resite/repository/objects';
import { Argument, type Command } from 'commander';
import { addExamples, type RunCommand, setHandler } from '../define.ts';
import { addLatestOptions } from './filter-options.ts';

/** What can be written to the output. */
export type CatKind = ObjectType | 'config' | 'tree';

const kinds: readonly CatKind[] = ['config', 'snapshot', 'index', 'key', 'lock', 'tree', 'blob', 'pack'];

export function addCat(repo: Command, runCommand: RunCommand): void {
  const cat = repo
    .command('cat')
    .description(
      'Write something that the repository holds to the output, as it is: JSON, or the bytes of a blob or pack.',
    )
    .addArgument(new Argument('<what>', 'what it is').choices(kinds))
    .argument(
      '[id]',
      'its ID or, but for a blob, the beginning of one; of a snapshot or tree also latest or latest~1:/FOLDER',
    );
  addLatestOptions(cat);
  addExamples(
    cat,
    ['resite repo cat config', 'the format version, and what content is cut by'],
    ['resite repo cat tree latest:/C/SMS', 'what the folder says of its files'],
    ['resite repo cat blob "$id" > blob.bin', 'the content of a blob'],
  );
  setHandler(cat, runCommand, async () => (await import('./cat-object.ts')).catObject);
}
