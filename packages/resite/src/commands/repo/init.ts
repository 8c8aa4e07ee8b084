import { type Command, Option } from 'commander';
import { addExamples, type RunCommand, setHandler } from '../define.ts';
import { addKeyCostOptions } from './key-cost-options.ts';

export function addInit(repo: Command, runCommand: RunCommand): void {
  const init = repo
    .command('init')
    .description('Create an empty repository that restic can use as well.')
    .addOption(
      new Option('--repository-version <version>', 'version of the format; 1 for programs older than restic 0.14')
        .choices(['1', '2', 'stable', 'latest'])
        .default('2'),
    )
    .option('--from-repo <location>', 'cut files where this repository cuts them, so that copies share their data')
    .option('--from-password-file <file>', 'file that holds the password of that one');
  addKeyCostOptions(init);
  addExamples(
    init,
    ['resite repo init -r ./backups --password-file ./repository.password', 'with the password from a file'],
    ['resite repo init -r ./backups', 'asks for the password'],
  );
  setHandler(init, runCommand, async () => (await import('./create-repository.ts')).createRepository);
}
