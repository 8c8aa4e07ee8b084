import type { Command } from 'commander';
import { addExamples, type RunCommand, setHandler } from '../define.ts';

export function addMigrate(repo: Command, runCommand: RunCommand): void {
  const migrate = repo
    .command('migrate')
    .description(
      'Bring an old repository to a newer version of the format, after a check. Without a name, say what can be done.',
    )
    .argument('[name...]', 'what to do, such as upgrade_repo_v2');
  addExamples(
    migrate,
    ['resite repo migrate', 'which migrations does the repository allow?'],
    ['resite repo migrate upgrade_repo_v2', 'format version 2, which knows compression'],
  );
  setHandler(migrate, runCommand, async () => (await import('./migrate-repository.ts')).migrateRepository);
}
