import type { RpcBinding } from '../binding.ts';
import { callFor } from '../call.ts';
import type { NdrReader } from '../ndr/reader.ts';
import { writeServerName } from '../server-name.ts';

/** SERVER_INFO_101 ([MS-SRVS] 2.2.4.41). */
export interface ServerInfo {
  /** 500 for Windows NT. */
  platform: number;
  name: string;
  versionMajor: number;
  versionMinor: number;
  /** Bits of `serverType`. */
  type: number;
  comment: string;
}

/** What a computer is in its domain: SV_TYPE_ bits ([MS-SRVS] 2.2.2.7). */
export const serverType = {
  SV_TYPE_WORKSTATION: 0x1,
  SV_TYPE_SERVER: 0x2,
  SV_TYPE_SQLSERVER: 0x4,
  SV_TYPE_DOMAIN_CTRL: 0x8,
  SV_TYPE_DOMAIN_BAKCTRL: 0x10,
  SV_TYPE_DOMAIN_MEMBER: 0x100,
  /** Windows NT, server or workstation. */
  SV_TYPE_NT: 0x1000,
  /** A Windows NT server that is no domain controller. */
  SV_TYPE_SERVER_NT: 0x8000,
} as const;

const level = 101;
/** MAJOR_VERSION_MASK ([MS-SRVS] 2.2.2.1): the other bits say what computer it is. */
const majorVersionMask = 0xf;

/**
 * NetrServerGetInfo of level 101 ([MS-SRVS] 3.1.4.17).
 *
 * @example
 * ```ts
 * import type { RpcBinding } from '@resite/msrpc/binding';
 * import { getServerInfo, serverType } from '@resite/msrpc/srvsvc';
 *
 * export async function isBackupDomainController(binding: RpcBinding): Promise<boolean> {
 *   const { type } = await getServerInfo(binding);
 *   return (type & serverType.SV_TYPE_DOMAIN_BAKCTRL) !== 0;
 * }
 * ```
 */
export function getServerInfo(binding: RpcBinding): Promise<ServerInfo> {
  return callFor(
    binding,
    { number: 21, name: 'NetrServerGetInfo' },
    undefined,
    writer => {
      writeServerName(writer, binding);
      writer.u32(level);
    },
    reader => reader.union(level, () => reader.pointer(() => readInfo(reader))),
  );
}

function readInfo(reader: NdrReader): ServerInfo {
  return reader.struct(() => {
    const platform = reader.u32();
    const name = reader.embedded(() => reader.string());
    const versionMajor = reader.u32() & majorVersionMask;
    const versionMinor = reader.u32();
    const type = reader.u32();
    const comment = reader.embedded(() => reader.string());
    return () => ({ platform, name: name() ?? '', versionMajor, versionMinor, type, comment: comment() ?? '' });
  });
}
