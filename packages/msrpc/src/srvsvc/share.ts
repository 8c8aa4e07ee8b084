import { defined } from '@resite/errors';
import type { NdrReader } from '../ndr/reader.ts';
import type { NdrWriter } from '../ndr/writer.ts';

/** A share: SHARE_INFO_2 or SHARE_INFO_502_I ([MS-SRVS] 2.2.4.24 and 2.2.4.26). */
export interface Share {
  name: string;
  /** One of `shareType`, with its flags. */
  type: number;
  comment: string;
  /** The folder on the computer; empty for IPC$. */
  path: string;
  /** Undefined for any number. */
  maxUsers?: number;
  currentUsers: number;
  /** Self-relative SECURITY_DESCRIPTOR; undefined for none, and always with level 2. */
  securityDescriptor?: Uint8Array;
}

/** What a share is made from. */
export interface ShareSettings {
  name: string;
  path: string;
  comment?: string;
  type?: number;
  maxUsers?: number;
  securityDescriptor?: Uint8Array;
}

/** 502 is 2 with the security descriptor, and for administrators only. */
export type ShareLevel = 2 | 502;

/** [MS-SRVS] 2.2.2.4. The last two are flags. */
export const shareType = {
  STYPE_DISKTREE: 0,
  STYPE_PRINTQ: 1,
  STYPE_DEVICE: 2,
  STYPE_IPC: 3,
  STYPE_TEMPORARY: 0x40000000,
  /** An administrative share, such as C$. */
  STYPE_SPECIAL: 0x80000000,
} as const;

/** Of the structures, without what their pointers point to. */
export const shareSize = { 2: 32, 502: 40 } as const;
const anyNumber = 0xffffffff;

/** Within a structure. */
export function readShare(reader: NdrReader, level: ShareLevel): () => Share {
  const text = () => reader.embedded(() => reader.string());
  const name = text();
  const type = reader.u32();
  const comment = text();
  reader.u32(); // permissions, which only share-level security has
  const maxUsers = reader.u32();
  const currentUsers = reader.u32();
  const path = text();
  text(); // a password, likewise
  const securityDescriptor = level === 502 ? readSecurityDescriptor(reader) : () => undefined;
  return () =>
    defined({
      name: name() ?? '',
      type,
      comment: comment() ?? '',
      path: path() ?? '',
      maxUsers: maxUsers === anyNumber ? undefined : maxUsers,
      currentUsers,
      securityDescriptor: securityDescriptor(),
    });
}

export function writeShare(writer: NdrWriter, share: ShareSettings): void {
  const text = (text: string | undefined) => writer.pointer(text, text => writer.string(text));
  writer.struct(() => {
    text(share.name);
    writer.u32(share.type ?? shareType.STYPE_DISKTREE);
    text(share.comment ?? '');
    writer.u32(0);
    writer.u32(share.maxUsers ?? anyNumber);
    writer.u32(0);
    text(share.path);
    text(undefined);
    if (levelOf(share) === 502) writeSecurityDescriptor(writer, share.securityDescriptor);
  });
}

/** The lowest that carries all that is given. */
export function levelOf(share: ShareSettings): ShareLevel {
  return share.securityDescriptor === undefined ? 2 : 502;
}

/** ADT_SECURITY_DESCRIPTOR ([MS-SRVS] 2.2.4.104), and the end of SHARE_INFO_502_I: a size and a pointer. */
export function readSecurityDescriptor(reader: NdrReader): () => Uint8Array | undefined {
  const size = reader.u32();
  return reader.embedded(() => {
    const descriptor = reader.array();
    if (descriptor.length !== size) reader.fail(`a security descriptor of ${size} bytes has ${descriptor.length}`);
    return descriptor;
  });
}

export function writeSecurityDescriptor(writer: NdrWriter, descriptor: Uint8Array | undefined): void {
  writer.u32(descriptor?.length ?? 0);
  writer.pointer(descriptor, descriptor => writer.array(descriptor));
}
