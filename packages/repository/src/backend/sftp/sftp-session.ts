import { userInfo } from 'node:os';
import { isResiteError, ResiteError } from '@resite/errors';
import type { Client, SFTPWrapper } from 'ssh2';
import type { Remedy } from '../../contract/remedy.ts';
import { connectionError, unreachable } from '../connection-error.ts';
import type { SftpLocation } from '../location.ts';
import type { ServerSettings, Timeouts } from '../remote-backend.ts';
import { findKnownHost } from './known-hosts.ts';
import { loginMethods } from './login.ts';
import { loadSsh2 } from './ssh2.ts';

export interface SftpSettings extends ServerSettings {
  /** Socket of the SSH agent. */
  readonly agent?: string | undefined;
}

type Callback<T> = (error: Error | null | undefined, value: T) => void;

/** One SSH connection with its SFTP channel. Once it is lost, every request fails with `REPOSITORY_UNREACHABLE`. */
export interface SftpSession {
  readonly lost: boolean;
  request<T>(start: (sftp: SFTPWrapper, done: Callback<T>) => void): Promise<T>;
  end(): void;
}

/** Connects, makes sure that the server is the known one, and logs on. */
export async function openSession(
  place: SftpLocation,
  settings: SftpSettings,
  timeouts: Timeouts,
): Promise<SftpSession> {
  const user = place.user ?? userInfo().username;
  const known = findKnownHost(place, settings.knownHostsFile);
  const methods = await loginMethods(user, settings, settings.agent);
  const client = new (await loadSsh2()).Client();
  const sftp = await new Promise<SFTPWrapper>((resolve, reject) => {
    let unwanted: ResiteError | undefined;
    const fail = (error: Error) => {
      client.destroy();
      reject(unwanted ?? explain(error, place, { user, tried: methods.length }));
    };
    client.on('error', error => {
      if (levelOf(error) !== 'agent') fail(error); // without its agent, the next method is tried
    });
    client.on('close', () => fail(new Error('the server closed the connection')));
    client.on('ready', () => {
      client.setNoDelay(true);
      client.sftp((error, channel) => {
        if (error === undefined) return resolve(channel);
        const message = `${place.location}: ${place.host} offers no SFTP: ${error.message}`;
        unwanted = new ResiteError('REPOSITORY_PROTOCOL', message, {
          hint: 'Ask the administrator of the server to switch on the subsystem sftp.',
        });
        fail(error);
      });
    });
    client.connect({
      host: place.host,
      port: place.port,
      username: user,
      readyTimeout: timeouts.connect,
      keepaliveInterval: 30_000,
      algorithms: { serverHostKey: algorithmsFor(known.types) },
      authHandler: methods,
      hostVerifier: (key: Buffer) => {
        unwanted = known.refuse(key);
        return unwanted === undefined;
      },
    });
  });
  return watched(client, sftp, place, timeouts);
}

/** Requests of a connection that may be lost or stall at any time. */
function watched(client: Client, sftp: SFTPWrapper, place: SftpLocation, { idle }: Timeouts): SftpSession {
  const at = `${place.location}: ${place.host}`;
  const pending = new Set<(error: Error) => void>();
  let progress = Date.now();
  let loss: ResiteError | undefined;
  const lose = (reason: string) => {
    loss ??= unreachable(at, reason);
    clearInterval(watch);
    client.destroy();
    for (const reject of pending) reject(loss);
    pending.clear();
  };
  const watch = setInterval(() => {
    if (pending.size > 0 && Date.now() - progress > idle) lose(`no progress for ${idle / 1000} s`);
  }, idle / 10);
  watch.unref();
  client.removeAllListeners('error').on('error', error => lose(error.message));
  client.removeAllListeners('close').on('close', () => lose('the connection was lost'));
  sftp.on('error', (error: Error) => lose(error.message));
  sftp.on('close', () => lose('the connection was lost'));
  return {
    get lost() {
      return loss !== undefined;
    },
    request(start) {
      return new Promise((resolve, reject) => {
        if (loss !== undefined) return reject(loss);
        if (pending.size === 0) progress = Date.now();
        pending.add(reject);
        try {
          start(sftp, (error, value) => {
            pending.delete(reject);
            progress = Date.now();
            if (error) reject(statusOf(error) === undefined ? unreachable(at, error.message, error) : error);
            else resolve(value);
          });
        } catch (error) {
          pending.delete(reject);
          throw error;
        }
      });
    },
    end: () => lose('the connection was closed'),
  };
}

/** Status of the protocol, such as 2 for a file that is not there (draft-ietf-secsh-filexfer-02, section 7). */
export function statusOf(error: unknown): number | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'number' ? error.code : undefined;
}

function levelOf(error: Error): string {
  return 'level' in error ? String(error.level) : '';
}

function explain(error: Error, place: SftpLocation, { user, tried }: { user: string; tried: number }): ResiteError {
  if (isResiteError(error)) return error;
  const level = levelOf(error);
  if (level === 'client-authentication') {
    const why =
      tried === 0 ? 'there is no key and no password to try' : 'the server accepts none of the keys and passwords';
    return refused(place, user, why);
  }
  if (level === 'handshake') return handshakeFailed(error, place);
  return connectionError(error, place.location, `${place.host}:${place.port}`);
}

function handshakeFailed(error: Error, place: SftpLocation): ResiteError {
  const message = `${place.location}: ${place.host}:${place.port} and this computer have no method in common: ${error.message}`;
  return new ResiteError('REPOSITORY_PROTOCOL', message, {
    hint: 'Check the port. The SSH server must not be older than about ten years.',
    cause: error,
  });
}

function refused(place: SftpLocation, user: string, why: string): ResiteError {
  return new ResiteError('REPOSITORY_LOGIN', `${place.location}: cannot log on to ${place.host} as ${user}: ${why}`, {
    remedy: { kind: 'add-ssh-key' } satisfies Remedy,
  });
}

const hostKeyAlgorithms = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
] as const;

/** All of them, but first those that a known key can be used with: else a server with several keys shows an unknown one. */
function algorithmsFor(types: readonly string[]): (typeof hostKeyAlgorithms)[number][] {
  const isKnown = (name: string) => types.includes(name.startsWith('rsa-') ? 'ssh-rsa' : name);
  return [...hostKeyAlgorithms.filter(isKnown), ...hostKeyAlgorithms.filter(name => !isKnown(name))];
}
