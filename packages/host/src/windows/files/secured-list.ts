import type { FileInfo } from '../../host.ts';

/**
 * Nanoseconds that a change must be older than the list that shows it: times move in steps, and a second change within one leaves no
 * trace in them. Two seconds are the step of FAT.
 */
const settled = 2_000_000_000n;

interface Taken {
  readonly folder: string;
  /** When the list began, by the clock of the host, in nanoseconds since 1970. */
  readonly began: bigint;
}

export interface SecuredList {
  /** What is in the folder, without its security. */
  readonly list: (folder: string) => Promise<FileInfo[]>;
  /** Undefined for what has gone. */
  readonly readSecurity: (path: string) => Promise<{ value: Uint8Array | undefined } | undefined>;
  /** The clock of the host. */
  readonly now: () => Promise<Date>;
}

/**
 * Lists of folders with the security of each child, which costs a call a child. Of a child whose change time is what an earlier list says, that
 * list's descriptor is given again: NTFS moves that time with every change of a file, its permissions included. Everything else is new each time.
 * A server that never shows a change time other than the time of the last write, as Samba, has none of its own and is not believed.
 */
export function securedLists({ list, readSecurity, now }: SecuredList) {
  /** Of lists that are still held by somebody: only these can be relied on later. */
  const lists = new WeakMap<readonly FileInfo[], Taken>();
  let hasChangeTimes = false;

  return async (folder: string, known: readonly FileInfo[] | undefined): Promise<FileInfo[]> => {
    const began = await now();
    const children = await list(folder);
    hasChangeTimes ||= children.some(({ changed, modified }) => changed !== modified);
    const earlier = hasChangeTimes ? trusted(known, known && lists.get(known), folder) : undefined;
    const infos: FileInfo[] = [];
    for (const info of children) {
      const before = earlier?.get(info.name);
      if (before && isUntouched(info, before)) {
        const { securityDescriptor } = before;
        infos.push(securityDescriptor === undefined ? info : { ...info, securityDescriptor });
        continue;
      }
      const found = await readSecurity(childOf(folder, info.name));
      if (found) infos.push(found.value === undefined ? info : { ...info, securityDescriptor: found.value });
    }
    lists.set(infos, { folder, began: BigInt(began.getTime()) * 1_000_000n });
    return infos;
  };
}

/** What an earlier list of the folder shows, by name, as far as its times prove that no later change can look like it. */
function trusted(
  known: readonly FileInfo[] | undefined,
  taken: Taken | undefined,
  folder: string,
): ReadonlyMap<string, FileInfo> {
  if (known === undefined || taken?.folder !== folder) return new Map();
  const latest = taken.began - settled;
  return new Map(known.filter(({ changed = 0n }) => changed > 0n && changed < latest).map(info => [info.name, info]));
}

function isUntouched(info: FileInfo, before: FileInfo): boolean {
  return (
    info.changed === before.changed &&
    info.modified === before.modified &&
    info.size === before.size &&
    info.type === before.type
  );
}

export function childOf(folder: string, name: string): string {
  return folder.endsWith('\\') ? `${folder}${name}` : `${folder}\\${name}`;
}
