import type { RpcBinding } from '../binding.ts';
import { call, callFor, exchange, nothing } from '../call.ts';
import type { NdrReader } from '../ndr/reader.ts';
import type { NdrWriter } from '../ndr/writer.ts';
import { allPages, noMaximum } from '../pages.ts';
import { writeServerName } from '../server-name.ts';
import { isWindowsError } from '../status/windows-status.ts';
import { levelOf, readShare, type Share, type ShareLevel, type ShareSettings, shareSize, writeShare } from './share.ts';

const enumerateOperation = { number: 15, name: 'NetrShareEnum' };

/** NetrShareEnum ([MS-SRVS] 3.1.4.8): all shares, administrative ones too. */
export function enumerateShares(binding: RpcBinding, level: ShareLevel = 502): Promise<Share[]> {
  return allPages(binding, enumerateOperation, resume =>
    exchange(
      binding,
      enumerateOperation,
      writer => {
        writeServerName(writer, binding);
        // SHARE_ENUM_STRUCT with an empty container ([MS-SRVS] 2.2.4.38)
        writer.struct(() => {
          writer.u32(level);
          writer.union(level, () =>
            writer.pointer(0, count => {
              writer.u32(count);
              writer.pointer(undefined, nothing);
            }),
          );
        });
        writer.u32(noMaximum);
        writer.pointer(resume, resume => writer.u32(resume));
      },
      reader => {
        const entries = reader.struct(() => {
          if (reader.u32() !== level) reader.fail('it is of another level than was asked for');
          const list = reader.union(level, () => reader.embedded(() => readContainer(reader, level)));
          return () => list() ?? [];
        });
        reader.u32(); // the number of entries in all
        return { entries, resume: reader.pointer(() => reader.u32()) ?? 0 };
      },
    ),
  );
}

function readContainer(reader: NdrReader, level: ShareLevel): Share[] {
  return reader.struct(() => {
    const count = reader.u32();
    const shares = reader.embedded(() => reader.structs(count, shareSize[level], () => readShare(reader, level)));
    return () => shares() ?? [];
  });
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
