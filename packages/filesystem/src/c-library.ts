import koffi from 'koffi';

type Call = (...args: unknown[]) => number;

/** Loaded at first use, so that a platform without these functions can still do everything else. */
let functions: Record<'lsetxattr' | 'lgetxattr' | 'llistxattr' | 'lremovexattr' | 'utimensat', Call> | undefined;

const load = () => {
  const library = koffi.load(null);
  return {
    lsetxattr: library.func(
      'int lsetxattr(const char *path, const char *name, const void *value, size_t size, int flags)',
    ),
    lgetxattr: library.func('intptr_t lgetxattr(const char *path, const char *name, _Out_ void *value, size_t size)'),
    llistxattr: library.func('intptr_t llistxattr(const char *path, _Out_ void *list, size_t size)'),
    lremovexattr: library.func('int lremovexattr(const char *path, const char *name)'),
    utimensat: library.func('int utimensat(int folder, const char *path, const void *times, int flags)'),
  };
};

/** The functions of the C library that Node does not offer. Linux only. */
export function cLibrary(): NonNullable<typeof functions> {
  functions ??= load();
  return functions;
}

/** The name of the last call's error, such as `ENODATA`. */
export function lastError(): string {
  const number = koffi.errno();
  return Object.entries(koffi.os.errno).find(([, value]) => value === number)?.[0] ?? `errno ${number}`;
}
