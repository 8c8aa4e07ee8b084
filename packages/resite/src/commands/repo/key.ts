import type { Command } from 'commander';
import { addExamples, type RunCommand, setHandler } from '../define.ts';
import { addKeyCostOptions } from './key-cost-options.ts';

export function addKey(repo: Command, runCommand: RunCommand): void {
  const key = repo
    .command('key')
    .description('Manage the passwords of the repository: each opens a key, and each key opens everything.');
  addExamples(
    key,
    ['resite repo key list', 'who can open it?'],
    ['resite repo key add --new-password-file ./second.password', 'one more password'],
  );

  const list = key.command('list').description('List the keys.');
  addExamples(list, ['resite repo key list', 'the one in use has a star']);
  setHandler(list, runCommand, async () => (await import('./key-handlers.ts')).showKeys);

  const add = newPassword(key.command('add').description('Add a password that opens the repository.'));
  addExamples(
    add,
    ['resite repo key add', 'asks for the new password'],
    ['resite repo key add --new-password-file ./second.password --user ann', 'with the password from a file'],
  );
  setHandler(add, runCommand, async () => (await import('./key-handlers.ts')).addRepositoryKey);

  const passwd = newPassword(
    key.command('passwd').description('Change the password that you open the repository with.'),
  );
  addExamples(
    passwd,
    ['resite repo key passwd', 'asks for the new password'],
    ['resite repo key passwd --new-password-file ./new.password --user ann', 'for whom it is from now on'],
  );
  setHandler(passwd, runCommand, async () => (await import('./key-handlers.ts')).changeRepositoryKey);

  const remove = key
    .command('remove')
    .description('Remove a key, so that its password no longer opens the repository.')
    .argument('<key>', 'ID of the key, or the beginning of one');
  addExamples(remove, ['resite repo key remove 4f3a2b1c', 'any but the one in use']);
  setHandler(remove, runCommand, async () => (await import('./key-handlers.ts')).removeRepositoryKey);
}

function newPassword(command: Command): Command {
  command
    .option('--new-password-file <file>', 'file that holds the new password')
    .option('--user <name>', 'whose key it is (default: who runs this)')
    .option('--host <name>', 'on which computer (default: this one)');
  return addKeyCostOptions(command);
}
