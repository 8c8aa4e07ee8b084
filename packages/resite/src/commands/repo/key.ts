import { ResiteError } from '@resite/errors';
import { serverOption } from '@resite/procedure';
import { addKey as addRepositoryKey, changePassword, listKeys, openRepository, removeKey } from '@resite/repository';
import type { Command } from 'commander';
import type { Context } from '../../context.ts';
import { openOptions, repositoryPassword, repositoryReference, withRepository } from '../../repository-access.ts';
import { addExamples, type Perform, setHandler } from '../define.ts';
import { addKeyCostOptions, type KeyCostOptions, keyCost } from './key-cost.ts';

interface NewPassword extends KeyCostOptions {
  readonly newPasswordFile?: string;
  readonly user?: string;
  readonly host?: string;
}

export function addKey(repo: Command, perform: Perform): void {
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
  setHandler(list, perform, showKeys);

  const add = newPassword(key.command('add').description('Let one more password open the repository.'))
    .option('--user <name>', 'whose key it is (default: who runs this)')
    .option('--host <name>', 'on which computer (default: this one)');
  addExamples(
    add,
    ['resite repo key add', 'asks for the new password'],
    ['resite repo key add --new-password-file ./second.password --user ann', 'with the password from a file'],
  );
  setHandler(add, perform, (context, options: NewPassword) => changeKeys(context, options, 'added'));

  const passwd = newPassword(
    key.command('passwd').description('Change the password that the repository is opened with.'),
  );
  addExamples(passwd, ['resite repo key passwd', 'asks for the new password']);
  setHandler(passwd, perform, (context, options: NewPassword) => changeKeys(context, options, 'changed'));

  const remove = key
    .command('remove')
    .description('Remove a key, so that its password opens the repository no longer.')
    .argument('<key>', 'ID of the key, or the beginning of one');
  addExamples(remove, ['resite repo key remove 4f3a2b1c', 'any but the one in use']);
  setHandler(remove, perform, async (context, id: string) => {
    const name = await withRepository(context, repository => removeKey(repository, id));
    context.emit({ message_type: 'key_changed', change: 'removed', id: name });
  });
}

function newPassword(command: Command): Command {
  return addKeyCostOptions(command.option('--new-password-file <file>', 'file whose first line is the new password'));
}

async function showKeys(context: Context): Promise<void> {
  const keys = await withRepository(context, listKeys);
  context.emit({
    message_type: 'keys',
    keys: keys.map(({ id, current, username, hostname, created }) => ({
      id,
      current,
      userName: username,
      hostName: hostname,
      created,
    })),
  });
}

async function changeKeys(context: Context, options: NewPassword, change: 'added' | 'changed'): Promise<void> {
  const cost = keyCost(options);
  const { location, password: reference, server } = await repositoryReference(context);
  const password = await repositoryPassword(context, reference);
  const repository = await openRepository(location, password, { ...openOptions(context), ...serverOption(server) });
  try {
    const key = {
      password,
      newPassword: await readNewPassword(context, options),
      username: options.user,
      hostname: options.host,
      ...cost,
    };
    const id = await (change === 'added' ? addRepositoryKey : changePassword)(repository, key);
    context.emit({ message_type: 'key_changed', change, id });
  } finally {
    await repository.close();
  }
}

async function readNewPassword(context: Context, { newPasswordFile }: NewPassword): Promise<string> {
  if (newPasswordFile !== undefined) return repositoryPassword(context, { file: newPasswordFile });
  const first = await repositoryPassword(context, { prompt: 'the new password' });
  const second = await repositoryPassword(context, { prompt: 'the new password again' });
  if (first === second) return first;
  throw new ResiteError('USAGE', 'the two passwords differ', { hint: 'Nothing was changed. Try again.' });
}
