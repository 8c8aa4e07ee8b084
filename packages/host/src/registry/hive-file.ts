import type { BigIntStats } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { defined, ResiteError } from '@resite/errors';
import type { RegistryKey } from '@resite/registry';
import { type Hive, isHiveFormat, parseHive, writeHive } from '@resite/registry/hive';
import { fileTime } from '@resite/registry/values';
import { withFileFailure } from '../files/failure.ts';
import { replaceFile } from '../files/replace-file.ts';

/** One hive in memory, and the file it belongs to. */
export interface HiveFile {
  readonly root: RegistryKey;
  /** Marks the hive as changed. */
  touch(): void;
  /** Reads the file anew when it is not the one that was last read or written, or when `force`. */
  refresh(force?: boolean): Promise<void>;
  /** Writes a changed hive durably and atomically, in the format version it had. */
  flush(): Promise<void>;
}

export async function openHiveFile(path: string): Promise<HiveFile> {
  let { hive, stamp } = await load(path);
  let changed = false;

  const refresh = async (force = false) => {
    if (!force && stamp === (await stampOf(path))) return;
    ({ hive, stamp } = await load(path));
    changed = false;
  };

  return {
    get root() {
      return hive.root;
    },
    touch: () => {
      changed = true;
    },
    refresh,
    flush: async () => {
      if (!changed) return;
      changed = false;
      await withFileFailure('write', path, () => replaceFile(path, serialize(path, hive)));
      stamp = await stampOf(path);
    },
  };
}

function serialize(path: string, { root, minorVersion, fileName, dirty }: Hive): Buffer {
  if (dirty) {
    throw new ResiteError('HIVE_INVALID', `${path} was not closed properly, so its last changes are in its log file`, {
      hint: 'Let Windows start and shut down once; then the hive is whole and can be changed here.',
    });
  }
  if (!isHiveFormat(minorVersion)) {
    throw new ResiteError(
      'HIVE_INVALID',
      `${path} has hive format 1.${minorVersion}, which can be read but not written`,
    );
  }
  return writeHive(root, { minorVersion, fileName, timestamp: fileTime(new Date()) });
}

async function load(path: string): Promise<{ hive: Hive; stamp: string }> {
  return withFileFailure('read', path, async () => {
    const stamp = await stampOf(path);
    const bytes = await readFile(path);
    try {
      return { hive: parseHive(bytes), stamp };
    } catch (cause) {
      if (!(cause instanceof ResiteError)) throw cause;
      throw new ResiteError(cause.code, `${path}: ${cause.message}`, defined({ hint: cause.hint, cause }));
    }
  });
}

/** Changes whenever the file is replaced or written. */
async function stampOf(path: string): Promise<string> {
  const { ino, size, mtimeNs, ctimeNs }: BigIntStats = await stat(path, { bigint: true });
  return [ino, size, mtimeNs, ctimeNs].join(' ');
}
