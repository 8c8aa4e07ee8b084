import { isResiteError } from '@resite/errors';
import { decodeDescriptor } from '@resite/registry/security';

/**
 * Whom an access list lets do what, in the words of File Manager; undefined where these do not reach: then only the list itself tells.
 * The masks are those of Q181629's tables and of Windows NT [NT].
 */
export function permissionsInWords(securityDescriptor: Uint8Array): string | undefined {
  const dacl = daclOf(securityDescriptor);
  if (dacl === undefined) return undefined;
  if (dacl === null) return 'Everyone: Full Control';
  const words = dacl.map(({ type, mask, sid }) => {
    const name = names.get(Buffer.from(sid).toString('hex'));
    const right = type === 1 && mask === fullControl ? 'No Access' : type === 0 ? rights.get(mask) : undefined;
    return name === undefined || right === undefined ? undefined : `${name}: ${right}`;
  });
  return words.includes(undefined) || words.length === 0 ? undefined : words.join(', ');
}

function daclOf(securityDescriptor: Uint8Array) {
  try {
    return decodeDescriptor(securityDescriptor).dacl;
  } catch (error) {
    if (isResiteError(error, 'SDDL_INVALID')) return undefined;
    throw error;
  }
}

const fullControl = 0x1f01ff;
const rights: ReadonlyMap<number, string> = new Map([
  [fullControl, 'Full Control'],
  [0x10000000, 'Full Control'],
  [0x1301bf, 'Change'],
  [0x1200a9, 'Read'],
]);

/** By SID, which is the same on every Windows NT: S-1-1-0, S-1-5-18, S-1-5-32-544 and the like. */
const names: ReadonlyMap<string, string> = new Map([
  ['010100000000000100000000', 'Everyone'],
  ['010100000000000512000000', 'SYSTEM'],
  ['01020000000000052000000020020000', 'Administrators'],
  ['01020000000000052000000021020000', 'Users'],
  ['01020000000000052000000022020000', 'Guests'],
  ['01020000000000052000000025020000', 'Server Operators'],
]);
