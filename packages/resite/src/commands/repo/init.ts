import { ResiteError } from '@resite/errors';
import { serverOption } from '@resite/procedure';
import { initRepository } from '@resite/repository';
import type { Command } from 'commander';
import type { Context } from '../../context.ts';
import { openOptions, repositoryPassword, repositoryReference } from '../../repository-access.ts';
import { addExamples, type Perform, setHandler } from '../define.ts';
import { addKeyCostOptions, type KeyCostOptions, keyCost } from './key-cost.ts';
import { openSecond, type SecondRepository } from './second-repository.ts';

export function addInit(repo: Command, perform: Perform): void {
  const init = repo
    .command('init')
    .description('Create an empty repository that restic can use as well.')
    .option('--from-repo <location>', 'cut files where this repository cuts them, so that copies share their data')
    .option('--from-password-file <file>', 'file whose first line is the password of that one');
  addKeyCostOptions(init);
  addExamples(
    init,
    ['resite repo init -r ./backups --password-file ./repository.password', 'with the password from a file'],
    ['resite repo init -r ./backups', 'asks for the password'],
  );
  setHandler(init, perform, createRepository);
}

async function createRepository(context: Context, options: SecondRepository & KeyCostOptions): Promise<void> {
  const cost = keyCost(options);
  const { location, password, server } = await repositoryReference(context);
  const first = await repositoryPassword(context, password);
  if ('prompt' in password) {
    const second = await repositoryPassword(context, { prompt: `${password.prompt} again` });
    if (first !== second)
      throw new ResiteError('USAGE', 'the two passwords differ', { hint: 'Nothing was created. Try again.' });
  }
  const chunkLike = options.fromRepo === undefined ? undefined : await openSecond(context, options);
  const repository = await initRepository(location, first, {
    ...openOptions(context),
    ...serverOption(server),
    ...cost,
    ...(chunkLike && { chunkLike }),
  });
  await chunkLike?.close();
  context.emit({ message_type: 'initialized', id: repository.id, repository: location });
  await repository.close();
}
