import { randomBytes } from 'node:crypto';
import { posix } from 'node:path';
import { ResiteError } from '@resite/errors';
import type { FileEntryWithStats } from 'ssh2';
import { type FileRange, type FileType, filePath, isFileName, namedTypes, type StoredFile } from '../backend.ts';
import { appendOnly } from '../http/answer.ts';
import type { SftpLocation } from '../location.ts';
import { defaultTimeouts, type RemoteBackend, type Timeouts } from '../remote-backend.ts';
import { endsEarly } from '../retrying-backend.ts';
import { inParallel, readFile, replaceFile, writeFile } from './sftp-files.ts';
import { isFull, makeFolder, removeIfThere, statIfThere, status } from './sftp-requests.ts';
import { openSession, type SftpSession, type SftpSettings, statusOf } from './sftp-session.ts';

/** A folder on a server, laid out as a local one (restic: internal/backend/sftp). After a lost connection the next call makes a new one. */
export function sftpBackend(place: SftpLocation, settings: SftpSettings, timeouts = defaultTimeouts): RemoteBackend {
  return new SftpBackend(place, settings, timeouts);
}

class SftpBackend implements RemoteBackend {
  readonly location: string;
  readonly #place: SftpLocation;
  readonly #settings: SftpSettings;
  readonly #timeouts: Timeouts;
  /** The same for every try, so that a second one writes over what the first one left. */
  readonly #temporary = `-tmp-${randomBytes(5).toString('hex')}`;
  #session: Promise<SftpSession> | undefined;
  #sharedWithGroup: Promise<boolean> | undefined;
  #closed = false;

  constructor(place: SftpLocation, settings: SftpSettings, timeouts: Timeouts) {
    this.location = place.location;
    this.#place = place;
    this.#settings = settings;
    this.#timeouts = timeouts;
  }

  async create(): Promise<void> {
    const prefixes = Array.from({ length: 256 }, (_, first) => `data/${first.toString(16).padStart(2, '0')}`);
    await this.#attempt('create', '', async session => {
      const above = ancestors(posix.normalize(this.#place.path));
      for (const folder of [...above, ...namedTypes.map(type => this.#at(type))])
        await makeFolder(session, folder, 0o700);
      await inParallel(prefixes.length, index => makeFolder(session, this.#at(prefixes[index]!), 0o700), 32);
    });
  }

  async save(type: FileType, name: string, parts: readonly Uint8Array[]): Promise<void> {
    const path = this.#at(filePath(type, name));
    const temporary = path + this.#temporary;
    const data = Buffer.concat(parts);
    await this.#attempt('write', filePath(type, name), async session => {
      const shared = await this.#isShared(session);
      const write = () => writeFile(session, temporary, data, shared ? 0o660 : 0o600);
      try {
        try {
          await write();
        } catch (error) {
          if (statusOf(error) !== status.noSuchFile || type !== 'data') throw error;
          await makeFolder(session, posix.dirname(path), shared ? 0o770 : 0o700);
          await write();
        }
        await replaceFile(session, temporary, path);
      } catch (error) {
        if (!session.lost) await removeIfThere(session, temporary);
        if (statusOf(error) === status.failure && (await isFull(session, posix.dirname(path))))
          throw this.#full(path, error);
        throw error;
      }
    });
  }

  load(type: FileType, name: string, range?: FileRange): Promise<Buffer> {
    const path = filePath(type, name);
    return this.#attempt('read', path, async session => {
      const data = await readFile(session, this.#at(path), range);
      if (data !== undefined) return data;
      throw endsEarly(type, name, this.location);
    });
  }

  async list(type: FileType): Promise<StoredFile[]> {
    if (type === 'config') {
      const size = await this.size('config', '');
      return size === undefined ? [] : [{ name: '', size }];
    }
    const top = await this.#entries(type);
    if (type !== 'data') return files(top);
    const prefixes = top.map(({ filename }) => filename).filter(name => /^[0-9a-f]{2}$/.test(name));
    const found: StoredFile[] = [];
    await inParallel(prefixes.length, async i => found.push(...files(await this.#entries(`data/${prefixes[i]}`))), 32);
    return found;
  }

  size(type: FileType, name: string): Promise<number | undefined> {
    const path = filePath(type, name);
    return this.#attempt('look at', path, async session => (await statIfThere(session, this.#at(path)))?.size);
  }

  async remove(type: FileType, name: string): Promise<void> {
    const path = filePath(type, name);
    await this.#attempt('remove', path, async session => {
      try {
        await removeIfThere(session, this.#at(path));
      } catch (error) {
        throw statusOf(error) === status.permissionDenied ? appendOnly(this.location) : error;
      }
    });
  }

  /** Unfinished locks stay: somebody may be about to take one. */
  async removeUnfinished(): Promise<void> {
    const prefixes = (await this.#entries('data')).map(({ filename }) => `data/${filename}`);
    const folders = ['keys', 'snapshots', 'index', ...prefixes.filter(folder => /\/[0-9a-f]{2}$/.test(folder))];
    const unfinished: string[] = [];
    await inParallel(
      folders.length,
      async index => {
        const entries = await this.#entries(folders[index]!);
        const names = entries.map(({ filename }) => filename).filter(name => /^[0-9a-f]{64}-tmp-/.test(name));
        unfinished.push(...names.map(name => this.#at(`${folders[index]}/${name}`)));
      },
      32,
    );
    await this.#attempt('clean', '', async session => {
      for (const path of unfinished) await removeIfThere(session, path);
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    const session = await this.#session?.catch(() => undefined); // whoever asked for it got the failure
    session?.end();
  }

  #at(path: string): string {
    return posix.join(this.#place.path, path);
  }

  #entries(folder: string): Promise<FileEntryWithStats[]> {
    return this.#attempt('list', folder, session =>
      session.request<FileEntryWithStats[]>((sftp, done) => sftp.readdir(this.#at(folder), done)),
    );
  }

  /** A repository that its group may read stays readable for the group. */
  #isShared(session: SftpSession): Promise<boolean> {
    this.#sharedWithGroup ??= statIfThere(session, this.#at('config')).then(
      stats => ((stats?.mode ?? 0) & 0o040) !== 0,
      error => {
        this.#sharedWithGroup = undefined;
        throw error;
      },
    );
    return this.#sharedWithGroup;
  }

  async #attempt<T>(doing: string, path: string, action: (session: SftpSession) => Promise<T>): Promise<T> {
    try {
      return await action(await this.#connected());
    } catch (error) {
      throw this.#explain(error, `${doing} ${path === '' ? this.#place.path : path}`);
    }
  }

  async #connected(): Promise<SftpSession> {
    if (this.#closed) throw new ResiteError('REPOSITORY_UNREACHABLE', `${this.location} was closed`);
    const current = this.#session;
    if (
      current !== undefined &&
      !(await current.then(
        ({ lost }) => lost,
        () => true,
      ))
    )
      return current;
    // Of several calls that find the connection lost, the first one makes the new one.
    if (this.#session === current) this.#session = openSession(this.#place, this.#settings, this.#timeouts);
    return this.#session!;
  }

  #explain(error: unknown, doing: string): unknown {
    const code = statusOf(error);
    if (code === undefined || !(error instanceof Error)) return error;
    const message = `${this.location}: cannot ${doing}: ${error.message}`;
    if (code === status.noSuchFile) return new ResiteError('FILE_MISSING', message, { cause: error });
    if (code === status.permissionDenied) {
      return new ResiteError('REPOSITORY_FORBIDDEN', message, {
        hint: 'Check the owner and permissions of the repository on the server.',
        cause: error,
      });
    }
    return new ResiteError('FILE_ACCESS', message, {
      hint: 'Check the folder of the repository on the server, and its disk.',
      cause: error,
    });
  }

  #full(path: string, cause: unknown): ResiteError {
    return new ResiteError('DISK_FULL', `${this.location}: cannot write ${path}: the disk is full`, {
      hint: 'Make room on the disk of the server.',
      cause,
    });
  }
}

function files(entries: readonly FileEntryWithStats[]): StoredFile[] {
  return entries
    .filter(({ filename }) => isFileName(filename))
    .map(({ filename, attrs }) => ({ name: filename, size: attrs.size }));
}

/** `/a`, `/a/b`, … of `/a/b/c`, and itself. */
function ancestors(path: string): string[] {
  const parts = path.split('/').filter(Boolean);
  const root = path.startsWith('/') ? '/' : '';
  return parts.map((_, index) => root + parts.slice(0, index + 1).join('/'));
}
