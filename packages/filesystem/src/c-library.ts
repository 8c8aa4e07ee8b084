import { createRequire } from 'node:module';
import { ResiteError } from '@resite/errors';

type Call = (...args: unknown[]) => number;

/** Not imported: only what calls the C library shall pay for it. */
const require = createRequire(import.meta.url);
const koffi = (): typeof import('koffi') => require('koffi');

/** Loaded at first use, so that a platform without these functions can still do everything else. */
let functions:
  | Record<'lsetxattr' | 'lgetxattr' | 'llistxattr' | 'flistxattr' | 'lremovexattr' | 'utimensat' | 'futimens', Call>
  | undefined;

const load = () => {
  const library = koffi().load(null);
  return {
    lsetxattr: library.func(
      'int lsetxattr(const void *path, const void *name, const void *value, size_t size, int flags)',
    ),
    lgetxattr: library.func('intptr_t lgetxattr(const void *path, const void *name, _Out_ void *value, size_t size)'),
    llistxattr: library.func('intptr_t llistxattr(const void *path, _Out_ void *list, size_t size)'),
    flistxattr: library.func('intptr_t flistxattr(int file, void *list, size_t size)'),
    lremovexattr: library.func('int lremovexattr(const void *path, const void *name)'),
    utimensat: library.func('int utimensat(int folder, const void *path, const void *times, int flags)'),
    futimens: library.func('int futimens(int file, const void *times)'),
  };
};

/** The functions of the C library that Node does not offer. Linux only. */
export function cLibrary(): NonNullable<typeof functions> {
  functions ??= load();
  return functions;
}

let names: Map<number, string> | undefined;

/** Of two names for one number, the first. */
function errorNames(): Map<number, string> {
  names ??= new Map(
    Object.entries(koffi().os.errno)
      .map(([name, number]) => [number, name] as const)
      .toReversed(),
  );
  return names;
}

/** The name of the last call's error, such as `ENODATA`. */
export function lastError(): string {
  const number = koffi().errno();
  return errorNames().get(number) ?? `errno ${number}`;
}

/** A path as the C library wants it: its bytes and a zero. `PATH_INVALID` for a path that holds a zero itself. */
export function bytesOf(path: string | Buffer): Buffer {
  const bytes = Buffer.from(path as Buffer);
  if (bytes.includes(0)) {
    throw new ResiteError('PATH_INVALID', `the path ${JSON.stringify(bytes.toString())} has a NUL character`, {
      hint: 'No file can have such a name.',
    });
  }
  return Buffer.concat([bytes, Buffer.of(0)]);
}
