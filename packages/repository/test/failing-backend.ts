import type { Backend } from '../src/index.ts';

/** A backend on which everything from the nth change on fails, as if the computer had stopped there. Locks do not count. */
export function failingBackend(inner: Backend, nth: number): Backend & { readonly changes: number } {
  let changes = 0;
  const attempt = async (type: string, action: () => Promise<void>) => {
    if (type !== 'locks') changes += 1;
    if (changes >= nth) throw new Error('the computer stopped');
    await action();
  };
  return {
    location: inner.location,
    create: () => inner.create(),
    load: (...args) => inner.load(...args),
    list: type => inner.list(type),
    save: (...args) => attempt(args[0], () => inner.save(...args)),
    close: () => inner.close(),
    remove: (...args) => attempt(args[0], () => inner.remove(...args)),
    get changes() {
      return changes;
    },
  };
}
