import { defined, ResiteError } from '@resite/errors';
import { serverOption } from '@resite/procedure/repository-settings';
import { initRepository } from '@resite/repository/open';
import type { Context } from '../../context.ts';
import {
  newRepositoryPassword,
  openOptions,
  repositoryPassword,
  repositoryReference,
} from '../../repository-access.ts';
import { keyCost } from './key-cost.ts';
import type { KeyCostOptions } from './key-cost-options.ts';
import { openSecond, type SecondRepository } from './second-repository.ts';

interface Options extends SecondRepository, KeyCostOptions {
  readonly repositoryVersion: '1' | '2' | 'stable' | 'latest';
}

export async function createRepository(context: Context, options: Options): Promise<void> {
  const cost = keyCost(options);
  const { location, password, server } = await repositoryReference(context);
  const first = await newRepositoryPassword(context, password);
  if ('prompt' in password) {
    const second = await repositoryPassword(context, { prompt: `${password.prompt} again` });
    if (!first.equals(second))
      throw new ResiteError('USAGE', 'the two passwords differ', { hint: 'Nothing was created. Try again.' });
  }
  const chunkLike = options.fromRepo === undefined ? undefined : await openSecond(context, options);
  const repository = await initRepository(location, first, {
    ...openOptions(context),
    ...serverOption(server),
    ...cost,
    version: options.repositoryVersion === '1' ? 1 : 2,
    ...defined({ chunkLike }),
  });
  await chunkLike?.close();
  context.emit({ message_type: 'initialized', id: repository.id, repository: location });
  await repository.close();
}
