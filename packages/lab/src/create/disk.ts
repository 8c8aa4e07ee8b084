import { createCipheriv, createHash } from 'node:crypto';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setExtendedAttribute, setTimes } from '@resite/filesystem';
import { localPath } from '../local-path.ts';

export interface Properties {
  /** FILE_ATTRIBUTE_ bits. */
  attributes?: number;
  /** Nanoseconds since 1970. */
  modified?: bigint;
  created?: bigint;
  securityDescriptor?: Uint8Array;
}

/** Writes the files of a machine that is being built, with all that Windows knows of them (`lab-protocol.ts` of the host package). */
export interface Disk {
  folder(path: string, properties?: Properties): Promise<void>;
  file(path: string, content: string | Uint8Array, properties?: Properties): Promise<void>;
  /** Gives the folders their times; call it when everything is in them. */
  finish(): Promise<void>;
}

/** When SMS was set up in this lab; to the 100 ns that NTFS keeps. */
export const installed = 825_930_750_123_456_700n;

export function openDisk(machineFolder: string): Disk {
  const folders = new Map<string, bigint>();
  const describe = async (path: string, { attributes, modified, created, securityDescriptor }: Properties) => {
    if (attributes !== undefined)
      setExtendedAttribute(path, 'user.DOSATTRIB', Buffer.from(`0x${attributes.toString(16)}`));
    setExtendedAttribute(path, 'user.resite.created', Buffer.from(String(created ?? installed)));
    if (securityDescriptor !== undefined) setExtendedAttribute(path, 'user.resite.security', securityDescriptor);
    const { atimeNs } = await stat(path, { bigint: true });
    setTimes(path, atimeNs, modified ?? installed);
  };
  return {
    folder: async (path, properties = {}) => {
      const local = localPath(machineFolder, path);
      await mkdir(local, { recursive: true, mode: 0o700 });
      await describe(local, properties);
      folders.set(local, properties.modified ?? installed);
    },
    file: async (path, content, properties = {}) => {
      const local = localPath(machineFolder, path);
      await mkdir(dirname(local), { recursive: true, mode: 0o700 });
      await writeFile(local, content, { mode: 0o600 });
      await describe(local, properties);
    },
    finish: async () => {
      for (const [path, modified] of folders) {
        const { atimeNs } = await stat(path, { bigint: true });
        setTimes(path, atimeNs, modified);
      }
    },
  };
}

/** Bytes that look random and are the same for the same seed. */
export function filler(seed: string, length: number): Buffer {
  const key = createHash('sha256').update(seed).digest();
  return createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(length));
}

/** A program file that nothing can run: the header by which Windows knows one, and filler. */
export function programFile(name: string, length = 24_576): Buffer {
  const content = filler(name, length);
  content.write('MZ', 'latin1');
  content.write(`This program is part of the Resite lab: ${name}`, 64, 'latin1');
  return content;
}
