import type { RpcBinding } from '../binding.ts';
import { callFor } from '../call.ts';
import type { NdrReader } from '../ndr/reader.ts';
import { writeServerName } from '../server-name.ts';

/** WKSTA_INFO_100 ([MS-WKST] 2.2.5.1). */
export interface WorkstationInfo {
  /** 500 for Windows NT. */
  platform: number;
  /** NetBIOS name. */
  name: string;
  /** The domain or workgroup. */
  domain: string;
  versionMajor: number;
  versionMinor: number;
}

const level = 100;

/** NetrWkstaGetInfo of level 100 ([MS-WKST] 3.2.4.1). */
export function getWorkstationInfo(binding: RpcBinding): Promise<WorkstationInfo> {
  return callFor(
    binding,
    { number: 0, name: 'NetrWkstaGetInfo' },
    undefined,
    writer => {
      writeServerName(writer, binding);
      writer.u32(level);
    },
    reader => reader.union(level, () => reader.pointer(() => readInfo(reader))),
  );
}

function readInfo(reader: NdrReader): WorkstationInfo {
  return reader.struct(() => {
    const platform = reader.u32();
    const name = reader.embedded(() => reader.string());
    const domain = reader.embedded(() => reader.string());
    const versionMajor = reader.u32();
    const versionMinor = reader.u32();
    return () => ({ platform, name: name() ?? '', domain: domain() ?? '', versionMajor, versionMinor });
  });
}
