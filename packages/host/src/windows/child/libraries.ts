import { createRequire } from 'node:module';
import type { LibraryHandle } from 'koffi';
import { failWith } from './failure.ts';

/** Loaded only here: nobody else pays for it. */
const require = createRequire(import.meta.url);
export const koffi: typeof import('koffi') = require('koffi');

/** That of C, and Samba's public libraries. Debian has the first of these in libsmbclient and the others in samba-libs, which libsmbclient needs. */
const files = {
  c: 'libc.so.6',
  smbClient: 'libsmbclient.so.0',
  rpc: 'libdcerpc.so.0',
  binding: 'libdcerpc-binding.so.0',
  interfaces: 'libndr-standard.so.0',
  credentials: 'libsamba-credentials.so.1',
  configuration: 'libsamba-hostconfig.so.0',
  events: 'libtevent.so.0',
  memory: 'libtalloc.so.2',
};

export type Libraries = Record<keyof typeof files, LibraryHandle>;

export function loadLibraries(): Libraries {
  const missing: string[] = [];
  let reason = '';
  const loaded = Object.entries(files).map(([name, file]) => {
    try {
      return [name, koffi.load(file)];
    } catch (error) {
      missing.push(file);
      reason ||= error instanceof Error ? error.message : String(error);
      return [name, undefined];
    }
  });
  if (missing.length > 0) failWith({ at: 'libraries', missing, reason });
  return Object.fromEntries(loaded) as Libraries;
}
