import { defined, ResiteError } from '@resite/errors';
import type { OpenedRepository } from '@resite/repository';
import { absoluteLocation } from '../../config/location.ts';
import type { Context } from '../../context.ts';
import { configIfAny, openReference } from '../../repository-access.ts';

/** The options that name the repository that is read, beside the one that is written. */
export interface SecondRepository {
  readonly fromRepo?: string;
  readonly fromPasswordFile?: string;
}

/** Opens the repository of `--from-repo`; the caller closes it. */
export async function openSecond(context: Context, options: SecondRepository): Promise<OpenedRepository> {
  if (!options.fromRepo) {
    throw new ResiteError('USAGE', 'it is not clear from which repository', {
      hint: 'Name it with --from-repo LOCATION.',
    });
  }
  const location = absoluteLocation(options.fromRepo);
  const password = options.fromPasswordFile
    ? { file: options.fromPasswordFile }
    : { prompt: `the password of the repository ${location}` };
  const configured = (await configIfAny(context.options))?.repository;
  const server = configured?.location === location ? configured.server : undefined;
  return openReference(context, defined({ location, password, server }));
}
