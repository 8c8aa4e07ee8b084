import type { RpcBinding } from '../binding.ts';
import { call, callFor, nothing } from '../call.ts';
import type { NdrReader } from '../ndr/reader.ts';
import type { NdrWriter } from '../ndr/writer.ts';
import { allPages } from '../pages.ts';
import { writeServerName } from '../server-name.ts';
import { isWindowsError } from '../status/windows-status.ts';
import { readInfoStruct, writeInfoStruct } from './info-struct.ts';
import { levelOf, readShare, type Share, type ShareLevel, type ShareSettings, shareSize, writeShare } from './share.ts';

/** NetrShareEnum ([MS-SRVS] 3.1.4.8): all shares, administrative ones too. */
export function enumerateShares(binding: RpcBinding, level: ShareLevel = 502): Promise<Share[]> {
  return allPages(
    binding,
    { number: 15, name: 'NetrShareEnum' },
    writer => writeInfoStruct(writer, level),
    reader => readInfoStruct(reader, level, { least: shareSize[level], read: () => readShare(reader, level) }),
  );
}

/** NetrShareGetInfo ([MS-SRVS] 3.1.4.10). Undefined when there is no share of this name. */
export async function getShareInfo(
  binding: RpcBinding,
  name: string,
  level: ShareLevel = 502,
): Promise<Share | undefined> {
  try {
    return await callFor(
      binding,
      { number: 16, name: 'NetrShareGetInfo' },
      name,
      writer => {
        writeServerName(writer, binding);
        writer.string(name);
        writer.u32(level);
      },
      reader => reader.union(level, () => reader.pointer(() => reader.struct(() => readShare(reader, level)))),
    );
  } catch (error) {
    if (isWindowsError(error, 'NERR_NetNameNotFound')) return undefined;
    throw error;
  }
}

/** NetrShareAdd ([MS-SRVS] 3.1.4.7). `NERR_DuplicateShare` when there is one of this name. */
export function addShare(binding: RpcBinding, share: ShareSettings): Promise<void> {
  return call(
    binding,
    { number: 14, name: 'NetrShareAdd' },
    share.name,
    writer => {
      writeServerName(writer, binding);
      writeInfo(writer, share);
    },
    readParameterError,
  );
}

/** NetrShareSetInfo ([MS-SRVS] 3.1.4.11): gives the share of this name the comment, number of users and descriptor; its path stays. */
export function setShareInfo(binding: RpcBinding, share: ShareSettings): Promise<void> {
  return call(
    binding,
    { number: 17, name: 'NetrShareSetInfo' },
    share.name,
    writer => {
      writeServerName(writer, binding);
      writer.string(share.name);
      writeInfo(writer, share);
    },
    readParameterError,
  );
}

/** Level, union and the place for the number of a parameter that is wrong. */
function writeInfo(writer: NdrWriter, share: ShareSettings): void {
  const level = levelOf(share);
  writer.u32(level);
  writer.union(level, () => writer.pointer(share, share => writeShare(writer, share)));
  writer.pointer(0, wrong => writer.u32(wrong));
}

function readParameterError(reader: NdrReader): void {
  reader.pointer(() => reader.u32());
}

/** NetrShareDel ([MS-SRVS] 3.1.4.12). The folder stays. */
export function deleteShare(binding: RpcBinding, name: string): Promise<void> {
  return call(
    binding,
    { number: 18, name: 'NetrShareDel' },
    name,
    writer => {
      writeServerName(writer, binding);
      writer.string(name);
      writer.u32(0);
    },
    nothing,
  );
}
