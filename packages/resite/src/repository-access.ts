import { resolve } from 'node:path';
import { isResiteError, ResiteError } from '@resite/errors';
import { readSecret, type SecretReference } from '@resite/procedure';
import { openRepository, type Repository } from '@resite/repository';
import type { Config } from './config/config.ts';
import { loadConfig } from './config/load.ts';
import type { Context, GlobalOptions } from './context.ts';
import { terminalPrompt } from './prompt.ts';

/** Where a repository is and where its password comes from. */
export interface RepositoryReference {
  readonly location: string;
  readonly password: SecretReference;
}

/**
 * The repository that the command line means: its options, then resite.yaml, then the environment variables of restic.
 * The password of resite.yaml counts only for the repository of resite.yaml. Without any password there is the prompt.
 */
export async function repositoryReference({ options }: Pick<Context, 'options'>): Promise<RepositoryReference> {
  const { RESTIC_REPOSITORY, RESTIC_PASSWORD_FILE, RESTIC_PASSWORD_COMMAND } = process.env;
  const config = await configIfAny(options);
  const location = localLocation(options.repo) ?? config?.repository.location ?? localLocation(RESTIC_REPOSITORY);
  if (location === undefined) {
    throw new ResiteError('USAGE', 'it is not clear which repository is meant', {
      hint: 'Name it with -r FOLDER, in resite.yaml, or in the environment variable RESTIC_REPOSITORY.',
    });
  }
  const configured = config?.repository.location === location ? config.repository.password : undefined;
  if (options.passwordFile) return { location, password: { file: options.passwordFile } };
  if (configured) return { location, password: configured };
  if (RESTIC_PASSWORD_FILE) return { location, password: { file: RESTIC_PASSWORD_FILE } };
  if (RESTIC_PASSWORD_COMMAND) return { location, password: { command: RESTIC_PASSWORD_COMMAND } };
  return { location, password: { prompt: `the password of the repository ${location}` } };
}

/** Opens it, hands it to `use` and closes it, whatever happens. */
export async function withRepository<T>(context: Context, use: (repository: Repository) => Promise<T>): Promise<T> {
  const { location, password } = await repositoryReference(context);
  const { retryLock } = context.options;
  const repository = await openRepository(location, await repositoryPassword(context, password), { retryLock });
  try {
    return await use(repository);
  } finally {
    await repository.close();
  }
}

export async function repositoryPassword(
  { signal }: Pick<Context, 'signal'>,
  password: SecretReference,
): Promise<string> {
  return readSecret(password, terminalPrompt(signal));
}

/** A command on a named repository needs no resite.yaml; one that is there must be valid. */
export async function configIfAny(options: GlobalOptions): Promise<Config | undefined> {
  if (options.config === undefined && options.repo !== undefined && options.passwordFile !== undefined)
    return undefined;
  try {
    return await loadConfig(options.config);
  } catch (error) {
    if (options.config === undefined && isResiteError(error, 'CONFIG_MISSING')) return undefined;
    throw error;
  }
}

/** restic's name of a local folder, with or without `local:`, as an absolute path. */
export function localLocation(location: string | undefined): string | undefined {
  if (location === undefined || location === '') return undefined;
  const backend = location.match(/^(azure|b2|gs|rclone|rest|s3|sftp|swift):/)?.[1];
  if (backend === undefined) return resolve(location.replace(/^local:/, ''));
  throw new ResiteError('REPOSITORY_UNSUPPORTED', `the repository ${location} is not in a local folder`, {
    hint: `Repositories over ${backend} cannot be used yet: give the folder of a local one.`,
  });
}
