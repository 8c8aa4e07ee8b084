import { defined, isResiteError, ResiteError } from '@resite/errors';
import { hasStrayBytes, withBytesShown } from '@resite/filesystem/path-text';
import { aboutLines, readRepositoryPassword, type SecretReference, warnOfUnusable } from '@resite/procedure/access';
import { openSettings, type RepositorySettings } from '@resite/procedure/repository-settings';
import type { BackendOptions, OpenedRepository, OpenOptions } from '@resite/repository';
import { parsePackSize } from '@resite/repository/sizes';
import type { Config } from './config/config.ts';
import { loadConfig } from './config/load.ts';
import { absoluteLocation } from './config/location.ts';
import type { Context, GlobalOptions } from './context.ts';
import { exactVariable } from './exact-arguments.ts';
import { plainPath } from './plain-path.ts';
import { terminalPrompt } from './prompt.ts';
import { readRepositoryFile } from './repository-file.ts';

/**
 * The repository that the command line means: its options, then resite.yaml, then the environment variables of restic.
 * The password and the server of resite.yaml count only for the repository of resite.yaml. Without any password there is
 * the prompt.
 */
export async function repositoryReference({ options }: Pick<Context, 'options'>): Promise<RepositorySettings> {
  refuseBoth(options, 'repo', 'repositoryFile');
  refuseBoth(options, 'passwordFile', 'passwordCommand');
  const [RESTIC_REPOSITORY, RESTIC_REPOSITORY_FILE, RESTIC_PASSWORD_FILE, RESTIC_PASSWORD_COMMAND] = [
    variable('RESTIC_REPOSITORY'),
    variable('RESTIC_REPOSITORY_FILE'),
    variable('RESTIC_PASSWORD_FILE'),
    variable('RESTIC_PASSWORD_COMMAND'),
  ];
  const config = await configIfAny(options);
  const location =
    named(options.repo) ??
    (await namedIn(options.repositoryFile)) ??
    config?.repository.location ??
    named(RESTIC_REPOSITORY) ??
    (await namedIn(RESTIC_REPOSITORY_FILE));
  if (location === undefined) {
    throw new ResiteError('USAGE', 'it is not clear which repository is meant', {
      hint: 'Name it with -r LOCATION, in resite.yaml, or in the environment variable RESTIC_REPOSITORY.',
    });
  }
  const configured = config?.repository.location === location ? config.repository : undefined;
  const settings = defined({ location, server: configured?.server });
  if (options.passwordFile) return { ...settings, password: { file: options.passwordFile } };
  if (options.passwordCommand)
    return { ...settings, password: { command: options.passwordCommand, folder: plainPath('.') } };
  if (configured?.password) return { ...settings, password: configured.password };
  if (RESTIC_PASSWORD_FILE) return { ...settings, password: { file: RESTIC_PASSWORD_FILE } };
  if (RESTIC_PASSWORD_COMMAND) return { ...settings, password: { command: RESTIC_PASSWORD_COMMAND } };
  return { ...settings, password: { prompt: `the password of the repository ${location}` } };
}

/** Of the environment. `USAGE` when it is not UTF-8. */
function variable(name: string): string | undefined {
  const value = exactVariable(name);
  if (value === undefined || !hasStrayBytes(value)) return value;
  throw new ResiteError('USAGE', `the environment variable ${name} is not UTF-8: ${withBytesShown(value)}`, {
    hint: 'Nothing was done. Name it otherwise, such as by a symbolic link to it.',
  });
}

const named = (location: string | undefined) => (location ? absoluteLocation(location) : undefined);

const namedIn = async (file: string | undefined) => (file ? named(await readRepositoryFile(file)) : undefined);

type Both = keyof Pick<GlobalOptions, 'repo' | 'repositoryFile' | 'passwordFile' | 'passwordCommand'>;

function refuseBoth(options: GlobalOptions, one: Both, other: Both): void {
  if (options[one] === undefined || options[other] === undefined) return;
  throw new ResiteError('USAGE', `${flags[one]} and ${flags[other]} are both given`, {
    hint: 'Nothing was done. Give one of the two.',
  });
}

const flags: Record<Both, string> = {
  repo: '--repo',
  repositoryFile: '--repository-file',
  passwordFile: '--password-file',
  passwordCommand: '--password-command',
};

/** Opens it, hands it to `use` and closes it, whatever happens. */
export async function withRepository<T>(
  context: Context,
  use: (repository: OpenedRepository) => Promise<T>,
): Promise<T> {
  const repository = await openReference(context, await repositoryReference(context));
  try {
    return await use(repository);
  } finally {
    await repository.close();
  }
}

/** Opens it as the options of the command line want it; the caller closes it. */
export async function openReference(context: Context, settings: RepositorySettings): Promise<OpenedRepository> {
  return openSettings(settings, { ...openOptions(context), prompt: terminalPrompt(context.signal) });
}

/** How long to wait for locks, what to do about a server that fails for a while, and who hears of files that are left out. */
export function openOptions({ options, signal, emit }: Context): OpenOptions & BackendOptions {
  return {
    retryLock: options.retryLock,
    noLock: options.lock === false,
    keyHint: options.keyHint,
    compression: options.compression,
    packSize: options.packSize === undefined ? undefined : parsePackSize(options.packSize),
    signal,
    onUnusable: warnOfUnusable(emit),
    onRetry: ({ message }, wait) =>
      emit({ message_type: 'note', text: `${message}; trying again in ${Math.ceil(wait / 1000)} s` }),
  };
}

export async function repositoryPassword(
  { signal }: Pick<Context, 'signal'>,
  password: SecretReference,
): Promise<Buffer> {
  return readRepositoryPassword(password, terminalPrompt(signal));
}

/** One that is to open a repository from now on. A note says when more than one line counts. */
export async function newRepositoryPassword(context: Context, reference: SecretReference): Promise<Buffer> {
  const password = await repositoryPassword(context, reference);
  const text = aboutLines(password, reference);
  if (text !== undefined) context.emit({ message_type: 'note', text });
  return password;
}

/** A command on a named repository needs no resite.yaml; one that is there must be valid. */
export async function configIfAny(options: GlobalOptions): Promise<Config | undefined> {
  const { config, repo, repositoryFile, passwordFile, passwordCommand } = options;
  const isNamed = (repo ?? repositoryFile) !== undefined && (passwordFile ?? passwordCommand) !== undefined;
  if (config === undefined && isNamed) return undefined;
  try {
    return await loadConfig(options.config);
  } catch (error) {
    if (options.config === undefined && isResiteError(error, 'CONFIG_MISSING')) return undefined;
    throw error;
  }
}
