import type { Stats } from 'ssh2';
import { type SftpSession, statusOf } from './sftp-session.ts';

/** What one request may carry on every server. */
const chunk = 32 * 1024;

/** Requests on their way at once: 2 MiB, so that a long line is kept busy. */
const width = 64;

/** Creates or empties a file and fills it; durable where the server can do that. */
export async function writeFile(session: SftpSession, path: string, data: Buffer, mode: number): Promise<void> {
  const handle = await session.request<Buffer>((sftp, done) => sftp.open(path, 'w', mode, done));
  try {
    await inParallel(Math.ceil(data.length / chunk), index => {
      const offset = index * chunk;
      const length = Math.min(chunk, data.length - offset);
      return session.request((sftp, done) =>
        sftp.write(handle, data, offset, length, offset, error => done(error, undefined)),
      );
    });
    await ifOffered(() => session.request((sftp, done) => sftp.ext_openssh_fsync(handle, done)));
  } finally {
    await closeHandle(session, handle);
  }
}

/** The whole file, or the range; undefined when the file ends earlier. */
export async function readFile(
  session: SftpSession,
  path: string,
  range?: { offset: number; length: number },
): Promise<Buffer | undefined> {
  const handle = await session.request<Buffer>((sftp, done) => sftp.open(path, 'r', done));
  try {
    const offset = range?.offset ?? 0;
    const length = range?.length ?? (await session.request<Stats>((sftp, done) => sftp.fstat(handle, done))).size;
    const data = Buffer.allocUnsafeSlow(length);
    let whole = true;
    await inParallel(Math.ceil(length / chunk), async index => {
      const end = Math.min((index + 1) * chunk, length);
      for (let filled = index * chunk; filled < end && whole; ) {
        const read = await readSome(session, handle, data, filled, end - filled, offset + filled);
        if (read === 0) whole = false;
        filled += read;
      }
    });
    return whole ? data : undefined;
  } finally {
    await closeHandle(session, handle);
  }
}

/** Puts a file in place of another, if there is one. */
export async function replaceFile(session: SftpSession, from: string, to: string): Promise<void> {
  const atomic = () =>
    session.request<void>((sftp, done) => sftp.ext_openssh_rename(from, to, error => done(error, undefined)));
  if (await ifOffered(atomic)) return;
  const rename = () => session.request<void>((sftp, done) => sftp.rename(from, to, error => done(error, undefined)));
  try {
    await rename();
  } catch (error) {
    if (statusOf(error) === undefined) throw error;
    await session.request<void>((sftp, done) => sftp.unlink(to, error => done(error, undefined)));
    await rename();
  }
}

/** False when the server does not know the extension. */
async function ifOffered(action: () => Promise<unknown>): Promise<boolean> {
  try {
    await action();
    return true;
  } catch (error) {
    if (statusOf(error) === operationUnsupported) return false;
    if (error instanceof Error && error.message === 'Server does not support this extended request') return false;
    throw error;
  }
}

const operationUnsupported = 8;
const endOfFile = 1;

async function readSome(
  session: SftpSession,
  handle: Buffer,
  data: Buffer,
  at: number,
  length: number,
  position: number,
): Promise<number> {
  try {
    return await session.request<number>((sftp, done) =>
      sftp.read(handle, data, at, length, position, (error, bytes) => done(error, bytes)),
    );
  } catch (error) {
    if (statusOf(error) === endOfFile) return 0;
    throw error;
  }
}

/** On a lost connection the server closes the handle, and the first error is the one that counts. */
async function closeHandle(session: SftpSession, handle: Buffer): Promise<void> {
  if (session.lost) return;
  await session.request<void>((sftp, done) => sftp.close(handle, error => done(error, undefined)));
}

/** Calls `action` with 0 … count - 1, so many at once. After a failure it begins no further one, and waits for those under way. */
export async function inParallel(
  count: number,
  action: (index: number) => Promise<unknown>,
  most = width,
): Promise<void> {
  let next = 0;
  const run = async () => {
    while (next < count) {
      try {
        await action(next++);
      } catch (error) {
        next = count;
        throw error;
      }
    }
  };
  const results = await Promise.allSettled(Array.from({ length: Math.min(most, count) }, run));
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}
