import { ResiteError } from '@resite/errors';
import { openRepository, type Repository } from '@resite/repository';
import type { Context } from '../../context.ts';
import { localLocation, repositoryPassword } from '../../repository-access.ts';

/** The options that name the repository that is read, beside the one that is written. */
export interface SecondRepository {
  readonly fromRepo?: string;
  readonly fromPasswordFile?: string;
}

/** Opens the repository of `--from-repo`; the caller closes it. */
export async function openSecond(context: Context, options: SecondRepository): Promise<Repository> {
  const location = localLocation(options.fromRepo);
  if (location === undefined) {
    throw new ResiteError('USAGE', 'it is not clear from which repository', {
      hint: 'Name it with --from-repo FOLDER.',
    });
  }
  const secret = options.fromPasswordFile
    ? { file: options.fromPasswordFile }
    : { prompt: `the password of the repository ${location}` };
  return openRepository(location, await repositoryPassword(context, secret), { retryLock: context.options.retryLock });
}
