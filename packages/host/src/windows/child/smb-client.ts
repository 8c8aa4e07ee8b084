import { constants } from 'node:os';
import { type PackedEntries, recordFields, recordSize } from '../session/packed-entries.ts';
import type { Login, SharePath } from '../session/protocol.ts';
import { failWith } from './failure.ts';
import { koffi, type Libraries } from './libraries.ts';
import { type ReadStat, statReader } from './stat.ts';

/** `SMBC_SHAREMODE_DENY_ALL` and `SMBC_SHAREMODE_DENY_NONE` (libsmbclient.h). */
const [nobody, everybody] = [1, 4];

type Call = (...args: unknown[]) => number | bigint;

/** libsmbclient (libsmbclient.h) with one login. What it refuses fails `at: 'file'` with the name of the error. */
export interface SmbClient {
  /** `smb://ADDRESS/SHARE/PATH`. */
  url(place: SharePath): string;
  call(name: keyof typeof functions, ...args: unknown[]): number;
  /** As `call('open', …)`, but nobody else can open the file until it is closed; EBUSY when somebody has it open. */
  openAlone(url: string, flags: number, mode: number): number;
  stat(url: string): ReadStat;
  /** Without `.` and `..`. */
  list(url: string): PackedEntries;
}

const functions = {
  open: 'int smbc_open(const char *url, int flags, uint32 mode)',
  read: 'intptr_t smbc_read(int file, _Out_ void *buffer, size_t length)',
  write: 'intptr_t smbc_write(int file, const void *buffer, size_t length)',
  seek: 'int64 smbc_lseek(int file, int64 offset, int from)',
  truncate: 'int smbc_ftruncate(int file, int64 size)',
  close: 'int smbc_close(int file)',
  unlink: 'int smbc_unlink(const char *url)',
  rename: 'int smbc_rename(const char *from, const char *to)',
  makeFolder: 'int smbc_mkdir(const char *url, uint32 mode)',
  removeFolder: 'int smbc_rmdir(const char *url)',
  openFolder: 'int smbc_opendir(const char *url)',
  closeFolder: 'int smbc_closedir(int folder)',
  stat: 'int smbc_stat(const char *url, _Out_ void *stat)',
  measure: 'int smbc_statvfs(const char *url, _Out_ void *statvfs)',
  setMode: 'int smbc_chmod(const char *url, uint32 mode)',
  setTimes: 'int smbc_utimes(const char *url, const void *times)',
  setAttribute: 'int smbc_setxattr(const char *url, const char *name, const void *value, size_t length, int flags)',
};

export function createSmbClient(libraries: Libraries, login: Login): SmbClient {
  const library = libraries.smbClient;
  const declared = Object.fromEntries(
    Object.entries(functions).map(([name, definition]) => [name, library.func(definition)]),
  ) as unknown as Record<keyof typeof functions, Call>;
  // smbc_readdirplus2 gives inodes as well, and takes longer for each entry than all else together
  const nextEntry = library.func('void *smbc_readdirplus(uint32 folder)');
  const { size, read } = statReader();
  const context = begin(libraries, login);
  const copy = libraries.c.func('void *memcpy(void *to, void *from, size_t length)');
  const record = Buffer.allocUnsafe(recordSize);
  const textAt = (field: number) => {
    const pointer = record.readBigUInt64LE(field);
    return pointer === 0n ? '' : koffi.decode.string(pointer);
  };
  const shareWith = library.func('void smbc_setOptionOpenShareMode(void *context, int mode)');

  const call: SmbClient['call'] = (name, ...args) => {
    const result = Number(declared[name](...args));
    if (result < 0) failWith({ at: 'file', reason: lastError() });
    return result;
  };

  return {
    url: ({ share, path }) => {
      const names = path === '' ? [] : path.split('\\');
      return ['smb:/', login.address, ...[share, ...names].map(encodeURIComponent)].join('/');
    },

    call,

    openAlone: (url, flags, mode) => {
      shareWith(context, nobody);
      try {
        return call('open', url, flags, mode);
      } finally {
        shareWith(context, everybody);
      }
    },

    stat: url => {
      const stat = Buffer.alloc(size);
      call('stat', url, stat);
      return read(stat);
    },

    list: url => {
      const folder = call('openFolder', url);
      const [names, shortNames]: [string[], string[]] = [[], []];
      let records = Buffer.allocUnsafe(64 * recordSize);
      try {
        for (let found = nextEntry(folder); found !== null; found = nextEntry(folder)) {
          copy(record, found, recordSize);
          const name = textAt(recordFields.name);
          if (name === '.' || name === '..') continue;
          const end = names.length * recordSize;
          if (end === records.length) records = Buffer.concat([records, records]);
          record.copy(records, end);
          names.push(name);
          shortNames.push(textAt(recordFields.shortName));
        }
        return { names, shortNames, records: records.subarray(0, names.length * recordSize) };
      } finally {
        call('closeFolder', folder);
      }
    },
  };
}

/** Makes the one context of this process that the plain functions use. */
function begin({ smbClient: library }: Libraries, { domain, user, password, protocol, port, timeout }: Login): bigint {
  koffi.proto(
    'void LogOn(void *context, const char *server, const char *share, void *domain, int domain_size, void *user, int user_size, void *password, int password_size)',
  );
  const context = library.func('void *smbc_new_context()')();
  const set = (name: string, type: string, value: unknown) =>
    library.func(`void smbc_set${name}(void *context, ${type} value)`)(context, value);
  set('Debug', 'int', 0);
  set('Timeout', 'int', timeout);
  set('Port', 'uint16', port);
  const logOn = koffi.register((...args: unknown[]) => {
    const buffers = args.slice(3) as [bigint, number, bigint, number, bigint, number];
    for (const [index, text] of [domain, user, password].entries()) {
      put(buffers[index * 2] as bigint, buffers[index * 2 + 1] as number, text);
    }
  }, 'LogOn *');
  set('FunctionAuthDataWithContext', 'LogOn *', logOn);
  if (!library.func('void *smbc_init_context(void *context)')(context)) {
    failWith({ at: 'program', message: `smbc_init_context: ${lastError()}` });
  }
  // a wrong password must never become a logon as nobody
  for (const option of ['FullTimeNames', 'NoAutoAnonymousLogin']) set(`Option${option}`, 'int', 1);
  for (const option of ['UseCCache', 'UseKerberos', 'FallbackAfterKerberos', 'CaseSensitive'])
    set(`Option${option}`, 'int', 0);
  const protocols = library.func('int smbc_setOptionProtocols(void *context, const char *min, const char *max)');
  if (!protocols(context, protocol.min, protocol.max)) {
    failWith({ at: 'program', message: `libsmbclient knows no ${protocol.min} to ${protocol.max}` });
  }
  library.func('void *smbc_set_context(void *context)')(context);
  return context;
}

/** As C wants it, within the size of the buffer. */
function put(at: bigint, size: number, text: string): void {
  const bytes = Buffer.from(`${text}\0`);
  if (bytes.length > size) failWith({ at: 'program', message: 'the user, its domain or the password is too long' });
  new Uint8Array(koffi.view(at, size)).set(bytes);
}

const errorNames = new Map(Object.entries(constants.errno).map(([name, number]) => [number, name]));

function lastError(): string {
  const number = koffi.errno();
  return errorNames.get(number) ?? `error ${number}`;
}
