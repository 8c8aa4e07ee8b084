import { defined } from '@resite/errors';
import { at, port } from '@resite/filesystem/port';
import type { BackendOptions, OpenedRepository } from '@resite/repository';
import { type OpenOptions, openRepository } from '@resite/repository/open';
import { refuseUnsafe } from './refuse-unsafe.ts';
import { explainLines, readRepositoryPassword } from './repository-password.ts';
import { readSecret } from './secret.ts';
import type { Prompt, SecretReference } from './secret-source.ts';

/** A repository as procedures, journals and the configuration know it: where it is and where its secrets are kept. */
export interface RepositorySettings {
  /** A folder, or a server as restic writes it. */
  readonly location: string;
  readonly password: SecretReference;
  readonly server?: ServerReference;
}

/** How one logs on to the server of a repository. What is not said here comes from the environment, as with restic. */
export interface ServerReference {
  /** Of REST; access key ID of S3. */
  readonly user?: string;
  /** Of REST and SFTP; secret access key of S3. */
  readonly password?: SecretReference;
  readonly caFile?: string;
  readonly clientCertificateFile?: string;
  readonly keyFile?: string;
  readonly knownHostsFile?: string;
  readonly region?: string;
}

export interface OpenSettingsOptions extends OpenOptions, Pick<BackendOptions, 'signal' | 'onRetry'> {
  readonly prompt?: Prompt | undefined;
}

/** Opens the repository with its secrets. `SECRET_UNREADABLE`, and what `openRepository` may meet. */
export const openSettings = (
  settings: RepositorySettings,
  options: OpenSettingsOptions = {},
): Promise<OpenedRepository> => at(repositories)(settings, options);

async function openReal(
  { location, password, server }: RepositorySettings,
  { prompt, ...options }: OpenSettingsOptions,
): Promise<OpenedRepository> {
  await refuseUnsafeServer(server);
  const secret = await readRepositoryPassword(password, prompt);
  return explainLines(secret, password, openRepository(location, secret, { ...options, ...serverOption(server) }));
}

/** The ways to repositories. */
export const repositories = port(openReal);

/** The server's part of what a backend is opened with; its password is read when it is first needed. */
export function serverOption(server: ServerReference | undefined): Pick<BackendOptions, 'server'> {
  if (server === undefined) return {};
  const { password, ...settings } = server;
  return { server: defined({ ...settings, password: password && (() => readSecret(password)) }) };
}

/** Who changes one of these files decides who learns the password. */
async function refuseUnsafeServer(server: ServerReference = {}): Promise<void> {
  const { caFile, clientCertificateFile, keyFile, knownHostsFile } = server;
  if (caFile !== undefined) await refuseUnsafe('the file of authorities', caFile);
  if (clientCertificateFile !== undefined)
    await refuseUnsafe('the certificate and private key', clientCertificateFile, { isPrivate: true });
  if (keyFile !== undefined) await refuseUnsafe('the private key', keyFile, { isPrivate: true });
  if (knownHostsFile !== undefined) await refuseUnsafe('the file of known hosts', knownHostsFile);
}
