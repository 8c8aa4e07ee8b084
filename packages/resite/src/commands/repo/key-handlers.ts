import { ResiteError } from '@resite/errors';
import { explainLines } from '@resite/procedure/access';
import { serverOption } from '@resite/procedure/repository-settings';
import { addKey, changePassword, listKeys, removeKey } from '@resite/repository/keys';
import { openRepository } from '@resite/repository/open';
import type { Context } from '../../context.ts';
import {
  newRepositoryPassword,
  openOptions,
  repositoryPassword,
  repositoryReference,
  withRepository,
} from '../../repository-access.ts';
import { keyCost } from './key-cost.ts';
import type { KeyCostOptions } from './key-cost-options.ts';

interface NewPassword extends KeyCostOptions {
  readonly newPasswordFile?: string;
  readonly user?: string;
  readonly host?: string;
}

export async function showKeys(context: Context): Promise<void> {
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

export const addRepositoryKey = (context: Context, options: NewPassword) => changeKeys(context, options, 'added');

export const changeRepositoryKey = (context: Context, options: NewPassword) => changeKeys(context, options, 'changed');

async function changeKeys(context: Context, options: NewPassword, change: 'added' | 'changed'): Promise<void> {
  const cost = keyCost(options);
  const { location, password: reference, server } = await repositoryReference(context);
  const password = await repositoryPassword(context, reference);
  const repository = await explainLines(
    password,
    reference,
    openRepository(location, password, { ...openOptions(context), ...serverOption(server) }),
  );
  try {
    const key = {
      password,
      newPassword: await readNewPassword(context, options),
      username: options.user,
      hostname: options.host,
      ...cost,
    };
    const id = await (change === 'added' ? addKey : changePassword)(repository, key);
    context.emit({ message_type: 'key_changed', change, id });
  } finally {
    await repository.close();
  }
}

async function readNewPassword(context: Context, { newPasswordFile }: NewPassword): Promise<Buffer> {
  if (newPasswordFile !== undefined) return newRepositoryPassword(context, { file: newPasswordFile });
  const first = await repositoryPassword(context, { prompt: 'the new password' });
  const second = await repositoryPassword(context, { prompt: 'the new password again' });
  if (first.equals(second)) return first;
  throw new ResiteError('USAGE', 'the two passwords differ', { hint: 'Nothing was changed. Try again.' });
}

export async function removeRepositoryKey(context: Context, id: string): Promise<void> {
  const name = await withRepository(context, repository => removeKey(repository, id));
  context.emit({ message_type: 'key_changed', change: 'removed', id: name });
}
