import { decodeDescriptor } from './decode-descriptor.ts';
import { type AccessEntry, control } from './descriptor.ts';
import { formatGuid } from './guid.ts';
import { combinedRights, entryFlags, entryTypes, labelRights, singleRights, wellKnownSids } from './sddl-names.ts';
import { formatSid } from './sid.ts';

/**
 * A security descriptor as text, as Windows writes it: `O:BAG:SYD:PAI(A;CI;KA;;;BA)`. Well-known SIDs and rights get their
 * names, others stay numbers; accounts of a domain are always written as SIDs. Not in the text, and so lost on the way:
 * the bits that say that a part was defaulted. Fails with `SDDL_INVALID`, naming the byte, for a damaged descriptor
 * and for conditional and resource entries, which are not known.
 *
 * @example
 * ```ts
 * import { defaultSecurityDescriptor, securityDescriptorToSddl } from '@resite/registry';
 *
 * console.log(securityDescriptorToSddl(defaultSecurityDescriptor));
 * ```
 */
export function securityDescriptorToSddl(descriptor: Uint8Array): string {
  const { control: bits, owner, group, dacl, sacl } = decodeDescriptor(descriptor);
  return [
    owner ? `O:${formatAccount(owner)}` : '',
    group ? `G:${formatAccount(group)}` : '',
    dacl === undefined ? '' : `D:${controlFlags(bits, daclFlags)}${formatList(dacl)}`,
    sacl === undefined ? '' : `S:${controlFlags(bits, saclFlags)}${formatList(sacl)}`,
  ].join('');
}

export const daclFlags: Readonly<Record<string, number>> = {
  P: control.daclProtected,
  AR: control.daclInheritRequired,
  AI: control.daclInherited,
};

export const saclFlags: Readonly<Record<string, number>> = {
  P: control.saclProtected,
  AR: control.saclInheritRequired,
  AI: control.saclInherited,
};

export const nullList = 'NO_ACCESS_CONTROL';

function controlFlags(bits: number, flags: Readonly<Record<string, number>>): string {
  return Object.keys(flags)
    .filter(name => (bits & flags[name]!) !== 0)
    .join('');
}

function formatList(entries: AccessEntry[] | null): string {
  return entries === null ? nullList : entries.map(formatEntry).join('');
}

function formatEntry({ type, flags, mask, sid, objectType, inheritedObjectType }: AccessEntry): string {
  const typeName = Object.keys(entryTypes).find(name => entryTypes[name] === type);
  const flagNames = Object.keys(entryFlags).filter(name => (flags & entryFlags[name]!) !== 0);
  const rights = formatRights(mask, typeName === 'ML' ? labelRights : singleRights);
  const guids = [objectType, inheritedObjectType].map(guid => (guid ? formatGuid(guid) : ''));
  return `(${[typeName, flagNames.join(''), rights, ...guids, formatAccount(sid)].join(';')})`;
}

function formatRights(mask: number, single: Readonly<Record<string, number>>): string {
  const whole =
    single === singleRights ? Object.keys(combinedRights).find(name => combinedRights[name] === mask) : undefined;
  if (whole) return whole;
  const names = Object.keys(single).filter(name => (mask & single[name]!) !== 0);
  const rest = names.reduce((bits, name) => bits & ~single[name]!, mask);
  return rest === 0 ? names.join('') : `0x${mask.toString(16)}`;
}

const namesOfSids = new Map(Object.entries(wellKnownSids).map(([name, sid]) => [sid, name]));

function formatAccount(sid: Uint8Array): string {
  const text = formatSid(sid);
  return namesOfSids.get(text) ?? text;
}
