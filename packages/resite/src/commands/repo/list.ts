import { objectLists } from '@resite/repository/objects';
import { Argument, type Command } from 'commander';
import { addExamples, type RunCommand, setHandler } from '../define.ts';

export function addList(repo: Command, runCommand: RunCommand): void {
  const list = repo
    .command('list')
    .description('List the IDs of what the repository holds.')
    .addArgument(new Argument('<what>', 'of what').choices(objectLists));
  addExamples(
    list,
    ['resite repo list packs', 'one a line'],
    ['resite repo list blobs --json', 'with their types, for programs'],
  );
  setHandler(list, runCommand, async () => (await import('./list-in-repository.ts')).listInRepository);
}
