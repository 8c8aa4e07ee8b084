import type { RpcBinding } from '../binding.ts';
import { exchange } from '../call.ts';
import { windowsErrors } from '../status/windows-errors.ts';
import { windowsStatus } from '../status/windows-status.ts';
import type { KeyHandle } from './interface.ts';
import { mostCharacters } from './limits.ts';

export interface KeyInfo {
  /** Empty for none. */
  className: string;
  subkeys: number;
  values: number;
  /** Of the subkeys: the longest name and class, or more; servers count characters or bytes. */
  longestSubkeyName: number;
  longestSubkeyClass: number;
  /** Of the values: the longest name, in characters or bytes, and the most data in bytes, or more. */
  longestValueName: number;
  mostValueData: number;
  /** Bytes. */
  securityDescriptorSize: number;
  /** FILETIME: 100 ns units since 1601-01-01 UTC. */
  lastWritten: bigint;
}

const operation = { number: 16, name: 'BaseRegQueryInfoKey' };

/** Characters; asked for again with the largest room where a class is longer. */
const classRoom = 256;

/** BaseRegQueryInfoKey ([MS-RRP] 3.1.5.16). */
export async function queryKeyInfo(binding: RpcBinding, key: KeyHandle): Promise<KeyInfo> {
  const first = await ask(binding, key, classRoom);
  const { result, status } =
    first.status === windowsErrors.ERROR_MORE_DATA ? await ask(binding, key, mostCharacters) : first;
  if (status !== 0) throw windowsStatus(binding.server, operation.name, status);
  return result;
}

function ask(binding: RpcBinding, key: KeyHandle, room: number) {
  return exchange(
    binding,
    operation,
    writer => {
      writer.handle(key);
      // Samba takes no room without a text in it
      writer.struct(() => writer.countedRoom(room, { terminator: true }));
    },
    reader => ({
      className: reader.struct(() => reader.countedString()) ?? '',
      subkeys: reader.u32(),
      longestSubkeyName: reader.u32(),
      longestSubkeyClass: reader.u32(),
      values: reader.u32(),
      longestValueName: reader.u32(),
      mostValueData: reader.u32(),
      securityDescriptorSize: reader.u32(),
      lastWritten: reader.fileTime(),
    }),
  );
}
