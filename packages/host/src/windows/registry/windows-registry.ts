import { ResiteError } from '@resite/errors';
import type { RpcBinding } from '@resite/msrpc/binding';
import { queryValue, setValue } from '@resite/msrpc/winreg';
import type { RegistryKey } from '@resite/registry';
import { checkTree } from '@resite/registry/hive';
import { createKey } from '@resite/registry/keys';
import { sameName } from '@resite/registry/names';
import { readDword } from '@resite/registry/values';
import type { Registry } from '../../host.ts';
import { parseRegistryPath, type RegistryPath } from '../../registry/registry-path.ts';
import { withoutVolatile } from '../../registry/without-volatile.ts';
import type { Session } from '../session/session.ts';
import { inKey, inKeyMade, inRoot } from './open-key.ts';
import { readTree } from './read-tree.ts';
import { removeTree } from './remove-tree.ts';
import { writeTree } from './write-tree.ts';

/** Asked before each change; throws when it may not be. */
export type ChangeGuard = () => Promise<void>;

/**
 * The registry of a running Windows computer, by the calls of [MS-RRP]. Windows itself sets the times of keys: those of `replace` are not
 * kept. `replace` makes a key like its content step by step, and is not atomic: what is cut off is finished when it begins again.
 */
export function windowsRegistry(session: Pick<Session, 'rpc'>, permit: ChangeGuard = async () => {}): Registry {
  const winreg = session.rpc('winreg');

  /** `CurrentControlSet` is what `Select` says. */
  const resolve = async (path: string): Promise<RegistryPath> => {
    const { hive, names } = parseRegistryPath(path);
    const [first, ...rest] = names;
    if (hive !== 'SYSTEM' || first === undefined || !sameName(first, 'CurrentControlSet')) return { hive, names };
    return { hive, names: [await currentControlSet(winreg), ...rest] };
  };

  return {
    read: async path => {
      const wanted = await resolve(path);
      return inRoot(winreg, root => readTree(winreg, root, wanted));
    },

    value: async (path, name) => {
      const { hive, names } = await resolve(path);
      return inRoot(winreg, root => inKey(winreg, root, [hive, ...names], key => queryValue(winreg, key, name)));
    },

    replace: async (path, content) => {
      const { hive, names } = await resolve(path);
      const wanted = withoutVolatile(content);
      check(path, names, wanted);
      await permit();
      await inRoot(winreg, root => writeTree(winreg, root, [hive, ...names], wanted));
    },

    setValue: async (path, value) => {
      const { hive, names } = await resolve(path);
      check(path, names, { ...createKey('X'), values: [value] });
      await permit();
      await inRoot(winreg, root =>
        inKeyMade(winreg, root, { names: [hive, ...names] }, key => setValue(winreg, key, value)),
      );
    },

    remove: async path => {
      const { hive, names } = await resolve(path);
      if (names.length === 0) throw new ResiteError('PATH_INVALID', `${path} is a whole hive, which cannot be removed`);
      await permit();
      await inRoot(winreg, root => removeTree(winreg, root, [hive, ...names]));
    },
  };
}

/** What Windows could not hold is refused before anything is changed. */
function check(path: string, names: readonly string[], content: RegistryKey): void {
  checkTree(content, { path, depth: names.length, minorVersion: 3 });
}

async function currentControlSet(winreg: RpcBinding): Promise<string> {
  const current = await inRoot(winreg, root =>
    inKey(winreg, root, ['SYSTEM', 'Select'], key => queryValue(winreg, key, 'Current')),
  );
  if (current) return `ControlSet${String(readDword(current)).padStart(3, '0')}`;
  throw new ResiteError('REGISTRY_KEY_MISSING', `HKLM\\SYSTEM\\Select of ${winreg.server} has no value Current`, {
    hint: 'A Windows that has been started has one: see whether this is a Windows computer.',
  });
}
