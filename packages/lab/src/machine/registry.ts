import { type HiveRegistry, openHiveRegistry } from '@resite/host';
import type { RegistryKey, RegistryValue } from '@resite/registry';
import { createKey, ensureKey, findKey, setValue } from '@resite/registry/keys';
import { sameName } from '@resite/registry/names';
import { fileTime } from '@resite/registry/values';

/** Windows NT writes changed hives after a few seconds; the lab does so sooner. */
const flushDelay = 300;

/** The registry of a running machine: in memory, written to disk soon after a change. Keys that are read are copies. */
export interface MachineRegistry extends HiveRegistry {
  /** A key that is never written to disk, with these values. */
  setVolatileKey(path: string, values: RegistryValue[]): void;
}

export async function openMachineRegistry(folder: string): Promise<MachineRegistry> {
  const hives = await openHiveRegistry(folder);
  const volatileKeys = new Map<string, RegistryKey>();
  let timer: NodeJS.Timeout | undefined;

  const flush = async () => {
    clearTimeout(timer);
    timer = undefined;
    await hives.flush();
  };
  const changing = <Arguments extends unknown[]>(change: (...args: Arguments) => void) => {
    return (...args: Arguments) => {
      change(...args);
      timer ??= setTimeout(
        () => flush().catch(error => console.error('the registry could not be saved:', error)),
        flushDelay,
      );
    };
  };

  return {
    ...hives,
    replace: changing(hives.replace),
    setValue: changing(hives.setValue),
    remove: changing(path => {
      for (const known of volatileKeys.keys()) if (below(path, known) !== undefined) volatileKeys.delete(known);
      hives.remove(path);
    }),
    flush,

    read: path => {
      const key = hives.read(path);
      for (const [known, content] of volatileKeys) {
        const inside = below(path, known);
        if (key !== undefined && inside !== undefined && inside !== '') graft(key, inside, content);
        const outside = below(known, path);
        if (outside !== undefined) return structuredClone(findKey(content, outside));
      }
      return key;
    },

    setVolatileKey: (path, values) => {
      const key = { ...createKey(path.slice(path.lastIndexOf('\\') + 1)), volatile: true };
      for (const value of values) setValue(key, value);
      volatileKeys.set(path, key);
    },
  };
}

function graft(root: RegistryKey, path: string, content: RegistryKey): void {
  Object.assign(ensureKey(root, path, { lastWrite: fileTime(new Date()) }), structuredClone(content));
}

/** What leads from one key to another below it; '' for the key itself, undefined when the other one lies elsewhere. */
function below(path: string, other: string): string | undefined {
  if (sameName(path, other)) return '';
  return sameName(`${path}\\`, other.slice(0, path.length + 1)) ? other.slice(path.length + 1) : undefined;
}
