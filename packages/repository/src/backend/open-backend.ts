import type { Backend } from './backend.ts';
import { localBackend } from './local-backend.ts';
import { type Location, parseLocation } from './location.ts';
import type { RemoteBackend, ServerSettings, Timeouts } from './remote-backend.ts';
import type { RetryOptions } from './retrying-backend.ts';

export interface BackendOptions extends Pick<RetryOptions, 'signal' | 'onRetry'> {
  readonly server?: ServerSettings | undefined;
  readonly retry?: Pick<RetryOptions, 'retries' | 'firstWait'>;
  readonly timeouts?: Timeouts;
  /** Where to look for restic's variables with credentials when the settings name none; `process.env` by default. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/**
 * The backend for a location as restic writes it: see `parseLocation`. It connects on first use, tries again what fails for a
 * passing reason, and has to be closed. The code for a kind of server is loaded only for such a server.
 */
export async function openBackend(location: string, options: BackendOptions = {}): Promise<Backend> {
  const place = parseLocation(location);
  if (place.kind === 'local') return localBackend(place.path);
  const { signal, onRetry, retry } = options;
  const { retryingBackend } = await import('./retrying-backend.ts');
  return retryingBackend(await remoteBackend(place, options), { ...retry, signal, onRetry });
}

async function remoteBackend(
  place: Exclude<Location, { kind: 'local' }>,
  { server = {}, timeouts, environment = process.env }: BackendOptions,
): Promise<RemoteBackend> {
  const secret = (name: string) => {
    const value = environment[name];
    return server.password ?? (value ? async () => value : undefined);
  };
  const certificates = {
    caFile: server.caFile ?? (environment.RESTIC_CACERT || undefined),
    clientCertificateFile: server.clientCertificateFile ?? (environment.RESTIC_TLS_CLIENT_CERT || undefined),
  };
  switch (place.kind) {
    case 'sftp': {
      const { sftpBackend } = await import('./sftp/sftp-backend.ts');
      return sftpBackend(place, { ...server, agent: environment.SSH_AUTH_SOCK || undefined }, timeouts);
    }
    case 'rest': {
      const { restBackend } = await import('./rest/rest-backend.ts');
      const user = place.user ?? server.user ?? (environment.RESTIC_REST_USERNAME || undefined);
      return restBackend(place, { user, password: secret('RESTIC_REST_PASSWORD'), ...certificates }, timeouts);
    }
    case 's3': {
      const { s3Backend } = await import('./s3/s3-backend.ts');
      const user = server.user ?? (environment.AWS_ACCESS_KEY_ID || undefined);
      const region = server.region ?? (environment.AWS_DEFAULT_REGION || environment.AWS_REGION || undefined);
      const sessionToken = server.user === undefined ? environment.AWS_SESSION_TOKEN || undefined : undefined;
      return s3Backend(
        place,
        { user, password: secret('AWS_SECRET_ACCESS_KEY'), region, sessionToken, ...certificates },
        timeouts,
      );
    }
  }
}
