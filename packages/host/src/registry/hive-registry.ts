import { ResiteError } from '@resite/errors';
import type { RegistryKey, RegistryValue } from '@resite/registry';
import { cloneKey, ensureKey, findKey, findValue, removeKey, setValue } from '@resite/registry/keys';
import { fileTime } from '@resite/registry/values';
import { createSerial } from '../serial.ts';
import { inControlSet } from './control-set.ts';
import { findWindows } from './find-windows.ts';
import { type HiveFile, openHiveFile } from './hive-file.ts';
import { type HiveName, parseRegistryPath } from './registry-path.ts';
import { withoutVolatile } from './without-volatile.ts';

/**
 * The SOFTWARE and SYSTEM hives of a machine's folder, in memory. Changes are seen at once and become durable with `flush`.
 * Paths and their meaning are those of `Registry`; keys and values that come and go are copies.
 */
export interface HiveRegistry {
  /** `C:\WINNT35`, as it is on the disk. */
  readonly systemRoot: string;
  read(path: string): RegistryKey | undefined;
  value(path: string, name: string): RegistryValue | undefined;
  replace(path: string, content: RegistryKey): void;
  setValue(path: string, value: RegistryValue): void;
  remove(path: string): void;
  /**
   * Writes the changed hives, each durably and atomically. When that fails, what was not written is forgotten: memory and disk
   * agree again.
   */
  flush(): Promise<void>;
  /** Takes over what another program has written meanwhile; changes that were not flushed are lost then. */
  refresh(): Promise<void>;
}

/** Fails as `findWindows` does, and with `HIVE_INVALID`. */
export async function openHiveRegistry(folder: string, systemRoot?: string): Promise<HiveRegistry> {
  const windows = await findWindows(folder, systemRoot);
  const hives: Record<HiveName, HiveFile> = {
    SOFTWARE: await openHiveFile(windows.hives.SOFTWARE),
    SYSTEM: await openHiveFile(windows.hives.SYSTEM),
  };
  const files = Object.values(hives);
  const serial = createSerial();

  const resolve = (path: string) => {
    const { hive, names } = inControlSet(parseRegistryPath(path), hives.SYSTEM.root);
    return { hive: hives[hive], names };
  };

  const find = (path: string) => {
    const { hive, names } = resolve(path);
    return findKey(hive.root, names.join('\\'));
  };

  /** The key, made when needed; a key that gets a new subkey has been written to. */
  const ensure = (path: string, lastWrite: bigint) => {
    const { hive, names } = resolve(path);
    hive.touch();
    for (let depth = names.length - 1; depth >= 0; depth--) {
      const above = findKey(hive.root, names.slice(0, depth).join('\\'));
      if (!above) continue;
      if (!findKey(above, names[depth]!)) above.lastWrite = lastWrite;
      break;
    }
    return ensureKey(hive.root, names.join('\\'), { lastWrite });
  };

  const flush = async () => {
    try {
      for (const file of files) await file.flush();
    } catch (error) {
      for (const file of files) await file.refresh(true);
      throw error;
    }
  };

  return {
    systemRoot: windows.systemRoot,

    read: path => {
      const key = find(path);
      return key && cloneKey(key);
    },

    value: (path, name) => {
      const key = find(path);
      const value = key && findValue(key, name);
      return value && structuredClone(value);
    },

    replace: (path, content) => {
      const { name: _, volatile: __, ...rest } = withoutVolatile(cloneKey(content));
      const key = ensure(path, content.lastWrite);
      delete key.className;
      Object.assign(key, rest);
    },

    setValue: (path, value) => {
      const now = fileTime(new Date());
      const key = ensure(path, now);
      setValue(key, structuredClone(value));
      key.lastWrite = now;
    },

    remove: path => {
      const { hive, names } = resolve(path);
      if (names.length === 0) throw new ResiteError('PATH_INVALID', `${path} is a whole hive, which cannot be removed`);
      if (!removeKey(hive.root, names.join('\\'))) return;
      findKey(hive.root, names.slice(0, -1).join('\\'))!.lastWrite = fileTime(new Date());
      hive.touch();
    },

    flush: () => serial(flush),

    refresh: async () => {
      for (const file of files) await file.refresh();
    },
  };
}
