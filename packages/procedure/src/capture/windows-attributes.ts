import { defined } from '@resite/errors';
import type { FileMetadata } from '@resite/host';
import type { GenericAttributes, TreeNode } from '@resite/repository';

/** 100 ns units between 1601 and 1970. */
const epochDifference = 116_444_736_000_000_000n;

export interface WindowsAttributes {
  attributes: number;
  created: bigint | undefined;
  securityDescriptor?: Uint8Array | undefined;
}

/**
 * DOS attributes, creation time and security descriptor as restic 0.17 and later keep them in a node
 * (restic: internal/data/node.go, `generic_attributes`). A FILETIME has 100 ns: finer digits of a creation time are lost.
 */
export function windowsAttributes({ attributes, created, securityDescriptor }: WindowsAttributes): GenericAttributes {
  const fileTime = created === undefined ? undefined : created / 100n + epochDifference;
  return defined({
    'windows.creation_time':
      fileTime === undefined
        ? undefined
        : { LowDateTime: Number(fileTime & 0xffff_ffffn), HighDateTime: Number(fileTime >> 32n) },
    'windows.file_attributes': attributes,
    'windows.security_descriptor': securityDescriptor && Buffer.from(securityDescriptor).toString('base64'),
  });
}

/** The reverse, with the modification time: what a restore gives to a file. Values that Windows could not have are as if not there. */
export function fileMetadata(node: TreeNode): FileMetadata {
  const generic = node.genericAttributes ?? {};
  const attributes = uint32(generic['windows.file_attributes']);
  const created = fileTime(generic['windows.creation_time']);
  const security = generic['windows.security_descriptor'];
  return defined({
    modified: node.modified,
    attributes,
    created,
    securityDescriptor: typeof security === 'string' ? Buffer.from(security, 'base64') : undefined,
  });
}

/** A FILETIME, whose highest bit Windows does not use. */
function fileTime(value: unknown): bigint | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { LowDateTime, HighDateTime } = value as Record<string, unknown>;
  const [low, high] = [uint32(LowDateTime), uint32(HighDateTime)];
  if (low === undefined || high === undefined || high >= 0x8000_0000) return undefined;
  return ((BigInt(high) << 32n) + BigInt(low) - epochDifference) * 100n;
}

/** Trees from outside hold whatever somebody wrote there. */
function uint32(value: unknown): number | undefined {
  const number = typeof value === 'bigint' ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) && number >= 0 && number <= 0xffff_ffff
    ? number
    : undefined;
}
