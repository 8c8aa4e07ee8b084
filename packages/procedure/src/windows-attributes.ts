import type { FileMetadata } from '@resite/host';
import type { GenericAttributes, TreeNode } from '@resite/repository';

/** 100 ns units between 1601 and 1970. */
const epochDifference = 116_444_736_000_000_000n;

export interface WindowsAttributes {
  attributes: number;
  created: bigint;
  securityDescriptor?: Uint8Array | undefined;
}

/**
 * DOS attributes, creation time and security descriptor as restic 0.17 and later keep them in a node
 * (restic: internal/data/node.go, `generic_attributes`). A FILETIME has 100 ns: finer digits of a creation time are lost.
 */
export function windowsAttributes({ attributes, created, securityDescriptor }: WindowsAttributes): GenericAttributes {
  const fileTime = created / 100n + epochDifference;
  return {
    'windows.creation_time': {
      LowDateTime: Number(fileTime & 0xffff_ffffn),
      HighDateTime: Number(fileTime >> 32n),
    },
    'windows.file_attributes': attributes,
    ...(securityDescriptor && { 'windows.security_descriptor': Buffer.from(securityDescriptor).toString('base64') }),
  };
}

/** The reverse, with the modification time: what a restore gives to a file. */
export function fileMetadata(node: TreeNode): FileMetadata {
  const generic = node.genericAttributes ?? {};
  const created = generic['windows.creation_time'] as
    | { LowDateTime: number | bigint; HighDateTime: number | bigint }
    | undefined;
  const security = generic['windows.security_descriptor'] as string | undefined;
  const attributes = generic['windows.file_attributes'] as number | bigint | undefined;
  return {
    modified: node.modified,
    ...(attributes !== undefined && { attributes: Number(attributes) }),
    ...(created && { created: fromFileTime(created.HighDateTime, created.LowDateTime) }),
    ...(security !== undefined && { securityDescriptor: Buffer.from(security, 'base64') }),
  };
}

const fromFileTime = (high: number | bigint, low: number | bigint) =>
  ((BigInt(high) << 32n) + BigInt(low) - epochDifference) * 100n;
