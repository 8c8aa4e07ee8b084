import type { BigIntStats } from 'node:fs';
import { ResiteError } from '@resite/errors';
import { getExtendedAttribute, listExtendedAttributes, setExtendedAttribute, setTimes } from '@resite/filesystem';
import type { FileInfo, FileMetadata } from '../host.ts';
import { needAttributes, newAttributes, shownAttributes } from './attributes.ts';

const attributesName = 'user.DOSATTRIB';
const createdName = 'user.resite.created';
const securityName = 'user.resite.security';

/** What a file or folder of a machine looks like to Windows; see `lab-protocol.ts` for where each thing is kept. */
export function fileInfo(name: string, path: string, stats: BigIntStats): FileInfo {
  const directory = stats.isDirectory();
  const stored = readNumber(path, attributesName, /^(0x[0-9a-f]{1,8})\0?$/i);
  return {
    name,
    type: directory ? 'directory' : 'file',
    size: directory ? 0 : Number(stats.size),
    modified: stats.mtimeNs,
    created: readNumber(path, createdName, /^(-?\d{1,20})$/) ?? stats.birthtimeNs,
    changed: stats.ctimeNs,
    inode: stats.ino,
    attributes: shownAttributes(Number(stored ?? newAttributes(directory)), directory),
  };
}

export function readSecurityDescriptor(path: string): Uint8Array | undefined {
  const value = getExtendedAttribute(path, securityName);
  return value && Uint8Array.from(value);
}

/** What is undefined stays as it is. The time of the last access is kept. */
export function writeMetadata(path: string, stats: BigIntStats, metadata: FileMetadata): void {
  const { modified, created, attributes, securityDescriptor } = metadata;
  if (securityDescriptor) setExtendedAttribute(path, securityName, securityDescriptor);
  if (created !== undefined) setExtendedAttribute(path, createdName, Buffer.from(String(created)));
  if (attributes !== undefined) setAttributes(path, attributes);
  if (modified !== undefined) setTimes(path, stats.atimeNs, modified);
}

/** Gives a file that takes the place of another what Windows keeps when content is overwritten: attributes, creation time, security. */
export function inheritMetadata(path: string, replaced: string, replacedStats: BigIntStats): void {
  for (const name of listExtendedAttributes(replaced)) {
    const value = name.startsWith('user.') ? getExtendedAttribute(replaced, name) : undefined;
    if (value) setExtendedAttribute(path, name, value);
  }
  const { created } = fileInfo('', replaced, replacedStats);
  setExtendedAttribute(path, createdName, Buffer.from(String(created)));
}

function setAttributes(path: string, attributes: number): void {
  needAttributes(attributes);
  setExtendedAttribute(path, attributesName, Buffer.from(`0x${attributes.toString(16)}`));
}

/** Undefined when the attribute is not there. One that is there and cannot be understood must not pass for none. */
function readNumber(path: string, name: string, syntax: RegExp): bigint | undefined {
  const text = getExtendedAttribute(path, name)?.toString('latin1');
  if (text === undefined) return undefined;
  const match = syntax.exec(text);
  if (match) return BigInt(match[1]!);
  throw new ResiteError('FILE_ACCESS', `the extended attribute ${name} of ${path} cannot be understood`, {
    hint: `It must be text such as ${name === attributesName ? '0x20' : '811036800000000000'}; correct or remove it with setfattr.`,
  });
}
