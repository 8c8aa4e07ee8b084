import type { Stats } from 'ssh2';
import { type SftpSession, statusOf } from './sftp-session.ts';

/** What a server answers in place of doing it. */
export const status = { noSuchFile: 2, permissionDenied: 3, failure: 4 };

/** Makes a folder, or finds one there. */
export async function makeFolder(session: SftpSession, path: string, mode: number): Promise<void> {
  try {
    await session.request<void>((sftp, done) => sftp.mkdir(path, { mode }, error => done(error, undefined)));
  } catch (error) {
    if (statusOf(error) === undefined) throw error;
    if (!(await statIfThere(session, path))?.isDirectory()) throw error;
  }
}

export async function statIfThere(session: SftpSession, path: string): Promise<Stats | undefined> {
  try {
    return await session.request<Stats>((sftp, done) => sftp.stat(path, done));
  } catch (error) {
    if (statusOf(error) === status.noSuchFile) return undefined;
    throw error;
  }
}

export async function removeIfThere(session: SftpSession, path: string): Promise<void> {
  try {
    await session.request<void>((sftp, done) => sftp.unlink(path, error => done(error, undefined)));
  } catch (error) {
    if (statusOf(error) !== status.noSuchFile) throw error;
  }
}

/** The protocol has one status for all failures; an extension of OpenSSH tells how much room is left. */
export async function isFull(session: SftpSession, folder: string): Promise<boolean> {
  try {
    const space = await session.request<{ f_bavail: number }>((sftp, done) => sftp.ext_openssh_statvfs(folder, done));
    return Number(space.f_bavail) === 0;
  } catch {
    return false; // then the failure is passed on as it is
  }
}
