import { defined } from '@resite/errors';
import type { AccessEntry, SecurityDescriptor } from './descriptor.ts';
import { isObjectEntry } from './descriptor.ts';
import { encodeDescriptor, encodeEntry } from './encode-descriptor.ts';
import { daclFlags, nullList, saclFlags } from './format-sddl.ts';
import { parseGuid } from './guid.ts';
import { sddlInvalid } from './sddl-invalid.ts';
import {
  combinedRights,
  domainAccounts,
  entryFlags,
  entryTypes,
  labelRights,
  readRights as readRightNames,
  singleRights,
  wellKnownSids,
} from './sddl-names.ts';
import { parseSid } from './sid.ts';

export interface SddlOptions {
  /** The SID of the domain, `S-1-5-21-…`: what `DA` and other accounts of a domain are in. */
  domain?: string;
}

/**
 * The self-relative security descriptor that the text means. Fails with `SDDL_INVALID`, naming the position, for
 * text that is not SDDL, and for names of domain accounts (`DA`) without a `domain`. Conditions are not known.
 *
 * @example
 * ```ts
 * import { createKey, sddlToSecurityDescriptor } from '@resite/registry';
 *
 * const key = createKey('SMS');
 * key.securityDescriptor = sddlToSecurityDescriptor('O:BAG:SYD:(A;CI;KA;;;BA)(A;CI;KR;;;WD)');
 * ```
 */
export function sddlToSecurityDescriptor(sddl: string, options: SddlOptions = {}): Uint8Array {
  const descriptor: SecurityDescriptor = { control: 0 };
  const seen = new Set<string>();
  let position = 0;
  while (position < sddl.length) {
    const tag = /^[OGDS]:/.exec(sddl.slice(position, position + 2))?.[0];
    if (tag === undefined) throw sddlInvalid(position + 1, 'O:, G:, D: or S: is needed here');
    if (seen.has(tag)) throw sddlInvalid(position + 1, `${tag} is there twice`);
    seen.add(tag);
    const text = { sddl, position: position + 2, options };
    if (tag === 'O:') descriptor.owner = readAccount(text);
    else if (tag === 'G:') descriptor.group = readAccount(text);
    else if (tag === 'D:') descriptor.dacl = readList(text, descriptor, daclFlags);
    else descriptor.sacl = readList(text, descriptor, saclFlags);
    position = text.position;
  }
  return encodeDescriptor(descriptor);
}

interface Text {
  readonly sddl: string;
  position: number;
  readonly options: SddlOptions;
}

/** Moves past the match; undefined when the pattern does not match here. */
function accept(text: Text, pattern: RegExp): string | undefined {
  pattern.lastIndex = text.position;
  const match = pattern.exec(text.sddl)?.[0];
  if (match !== undefined) text.position += match.length;
  return match;
}

function invalid({ position }: Text, problem: string): Error {
  return sddlInvalid(position + 1, problem);
}

function readAccount(text: Text): Uint8Array {
  const start = text.position;
  const name = accept(text, /S-1-(?:0x[0-9A-Fa-f]{12}|\d+)(?:-\d+)*|[A-Z]{2}/y);
  if (name === undefined) throw invalid(text, 'a SID, such as S-1-5-18 or SY, is needed here');
  const { domain } = text.options;
  const account = domainAccounts[name];
  if (account !== undefined && domain === undefined) {
    throw sddlInvalid(start + 1, `${name} is an account of a domain, and which domain is not said`);
  }
  const sid = parseSid(account === undefined ? (wellKnownSids[name] ?? name) : `${domain}-${account}`);
  if (sid === undefined) throw sddlInvalid(start + 1, `${name} is no SID`);
  return sid;
}

const longestList = 0xffff;

function readList(
  text: Text,
  descriptor: SecurityDescriptor,
  flags: Readonly<Record<string, number>>,
): AccessEntry[] | null {
  const start = text.position;
  const isNull = accept(text, /(?:P|AR|AI)*NO_ACCESS_CONTROL/y);
  const names = isNull ? isNull.slice(0, -nullList.length) : (accept(text, /(?:P|AR|AI)*/y) ?? '');
  for (const name of names.match(/P|AR|AI/g) ?? []) descriptor.control |= flags[name]!;
  if (isNull) return null;
  const entries: AccessEntry[] = [];
  let size = 8;
  while (accept(text, /\(/y)) {
    const entry = readEntry(text);
    size += encodeEntry(entry).length;
    if (size > longestList) throw sddlInvalid(start + 1, 'the list is longer than 64 KB');
    entries.push(entry);
  }
  return entries;
}

function readEntry(text: Text): AccessEntry {
  const typeName = accept(text, /[A-Z]+/y) ?? '';
  const type = entryTypes[typeName];
  if (type === undefined) {
    text.position -= typeName.length;
    throw invalid(text, `the type of an entry is needed here: ${Object.keys(entryTypes).join(', ')}`);
  }
  expectSeparator(text, ';');
  const flags = readNames(text, entryFlags, 'flag');
  expectSeparator(text, ';');
  const mask = readRights(text, typeName);
  expectSeparator(text, ';');
  const objectType = readGuid(text, type);
  expectSeparator(text, ';');
  const inheritedObjectType = readGuid(text, type);
  expectSeparator(text, ';');
  const sid = readAccount(text);
  expectSeparator(text, ')');
  return defined({ type, flags, mask, objectType, inheritedObjectType, sid });
}

function expectSeparator(text: Text, separator: ';' | ')'): void {
  if (text.sddl[text.position] !== separator) throw invalid(text, `${separator} is needed here`);
  text.position++;
}

/** Names of two letters each. */
function readNames(text: Text, known: Readonly<Record<string, number>>, what: string): number {
  let bits = 0;
  for (let name = accept(text, /[A-Z]{2}/y); name !== undefined; name = accept(text, /[A-Z]{2}/y)) {
    const bit = known[name];
    if (bit === undefined) throw sddlInvalid(text.position - 1, `${name} is not a known ${what}`);
    bits |= bit;
  }
  return bits >>> 0;
}

const rights = { ...singleRights, ...combinedRights, ...readRightNames };

function readRights(text: Text, typeName: string): number {
  const start = text.position;
  const number = accept(text, /0x[0-9a-fA-F]+|\d+/y);
  if (number === undefined) return readNames(text, typeName === 'ML' ? labelRights : rights, 'right');
  const mask = /^0[0-7]+$/.test(number) ? Number.parseInt(number, 8) : Number(number);
  if (mask > 0xffffffff) throw sddlInvalid(start + 1, `${number} has more than 32 bits`);
  return mask;
}

function readGuid(text: Text, type: number): Uint8Array | undefined {
  const start = text.position;
  const digits = accept(text, /[0-9A-Fa-f-]+/y);
  if (digits === undefined) return undefined;
  const guid = parseGuid(digits);
  if (guid === undefined) throw sddlInvalid(start + 1, `${digits} is no GUID`);
  if (!isObjectEntry(type)) throw sddlInvalid(start + 1, 'only entries for objects (OA, OD, OU, OL) can have a GUID');
  return guid;
}
