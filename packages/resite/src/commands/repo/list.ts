import type { ObjectList } from '@resite/repository/objects';
import { Argument, type Command } from 'commander';
import { addExamples, type RunCommand, setHandler } from '../define.ts';

const lists: readonly ObjectList[] = ['blobs', 'packs', 'index', 'snapshots', 'keys', 'locks'];

export function addList(repo: Command, runCommand: RunCommand): void {
  const list = repo
    .command('list')
    .description('List the IDs of what the repository holds.')
    .addArgument(new Argument('<what>', 'of what').choices(lists));
  addExamples(
    list,
    ['resite repo list packs', 'one a line'],
    ['resite repo list blobs --json', 'with their types, for programs'],
  );
  setHandler(list, runCommand, async () => (await import('./list-in-repository.ts')).listInRepository);
}
