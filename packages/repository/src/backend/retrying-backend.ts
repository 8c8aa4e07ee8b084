import { defined, isResiteError, ResiteError } from '@resite/errors';
import pRetry from 'p-retry';
import type { Remedy } from '../contract/remedy.ts';
import type { Backend, FileRange, FileType } from './backend.ts';
import { unreachable } from './connection-error.ts';
import type { RemoteBackend } from './remote-backend.ts';

export interface RetryOptions {
  /** Tries after the first one; 9 by default, which takes 2 to 4 minutes. */
  readonly retries?: number;
  /** Milliseconds before the second try, doubled for each further one up to half a minute, and up to twice as long by chance. */
  readonly firstWait?: number;
  /** Once it is aborted, calls under way end with its reason, and later calls are tried once. */
  readonly signal?: AbortSignal | undefined;
  /** Called with each failure that another try follows. */
  readonly onRetry?: ((error: ResiteError, wait: number) => void) | undefined;
}

/** Tries again what failed for a passing reason. Before it does, it finds out what the first try has achieved. */
export function retryingBackend(inner: RemoteBackend, options: RetryOptions = {}): Backend {
  const { retries = 9, firstWait = 500, signal, onRetry } = options;
  const ending = new AbortController();
  const either = signal === undefined ? ending.signal : AbortSignal.any([signal, ending.signal]);
  let reached = false;
  const mayPass = (error: unknown) =>
    isResiteError(error, 'REPOSITORY_UNREACHABLE') ||
    // A server that has answered before and is gone now may be restarting, or the name service with it.
    (reached && isResiteError(error, 'REPOSITORY_REFUSED', 'REPOSITORY_HOST_UNKNOWN'));

  const attempt = async <T>(action: (attempt: number) => Promise<T>): Promise<T> => {
    const interrupted = signal?.aborted === true;
    const end = interrupted ? ending.signal : either;
    end.throwIfAborted();
    const answer = pRetry(
      async number => {
        const result = await action(number);
        reached = true;
        return result;
      },
      {
        retries: interrupted ? 0 : retries,
        minTimeout: firstWait,
        maxTimeout: 30_000,
        randomize: true,
        shouldRetry: ({ error }) => mayPass(error),
        onFailedAttempt: ({ error, retryDelay }) => {
          if (isResiteError(error) && retryDelay > 0 && mayPass(error)) onRetry?.(error, retryDelay);
        },
        signal: end,
      },
    );
    return orAborted(answer, end);
  };

  return defined({
    location: inner.location,
    create: () => attempt(() => inner.create()),
    save: (type: FileType, name: string, parts: readonly Uint8Array[]) =>
      attempt(async number => {
        if (number > 1 && (await isStored(inner, type, name, parts))) return;
        await inner.save(type, name, parts);
        if (number > 1) await confirmStored(inner, type, name, parts);
      }),
    load: (type: FileType, name: string, range?: FileRange) =>
      attempt(async number => {
        if (number > 1 && range !== undefined) await requireRange(inner, type, name, range.offset + range.length);
        return inner.load(type, name, range);
      }),
    list: (type: FileType) => attempt(() => inner.list(type)),
    remove: (type: FileType, name: string) => attempt(() => inner.remove(type, name)),
    removeUnfinished: inner.removeUnfinished && (() => attempt(() => inner.removeUnfinished!())),
    async close() {
      ending.abort(unreachable(inner.location, 'it was closed'));
      await inner.close();
    },
  });
}

/** Names are hashes, so the size tells a whole file; all configs have the same size. */
async function isStored(
  inner: RemoteBackend,
  type: FileType,
  name: string,
  parts: readonly Uint8Array[],
): Promise<boolean> {
  if ((await inner.size(type, name)) !== lengthOf(parts)) return false;
  return type !== 'config' || Buffer.concat(parts).equals(await inner.load(type, name));
}

/** A server may still be clearing away what was cut off, and take the new file for it. */
async function confirmStored(
  inner: RemoteBackend,
  type: FileType,
  name: string,
  parts: readonly Uint8Array[],
): Promise<void> {
  const size = await inner.size(type, name);
  if (size === lengthOf(parts)) return;
  const state = size === undefined ? 'is not there' : `has ${size} bytes`;
  const message = `${type}/${name} ${state} at ${inner.location} after it was stored`;
  throw new ResiteError('REPOSITORY_UNREACHABLE', message, { hint: 'Look into the logs of the server.' });
}

/** Some servers break off instead of saying that a file ends early. */
async function requireRange(inner: RemoteBackend, type: FileType, name: string, end: number): Promise<void> {
  const size = await inner.size(type, name);
  if (size !== undefined && size < end) throw endsEarly(type, name, inner.location);
}

export function endsEarly(type: FileType, name: string, location: string): ResiteError {
  return new ResiteError('REPOSITORY_DAMAGED', `${type}/${name} at ${location} ends early`, {
    remedy: { kind: 'find-damage' } satisfies Remedy,
  });
}

export function lengthOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0);
}

/** Closing the connection ends what is still under way. */
function orAborted<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
