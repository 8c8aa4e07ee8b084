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

/** BaseRegQueryInfoKey ([MS-RRP] 3.1.5.16). */
export async function queryKeyInfo(binding: RpcBinding, key: KeyHandle): Promise<KeyInfo> {
  // few keys have a class, and Samba takes no room without a text in it
  const first = await ask(binding, key, undefined);
  const { result, status } =
    first.status === windowsErrors.ERROR_MORE_DATA ? await ask(binding, key, mostCharacters) : first;
  if (status !== 0) throw windowsStatus(binding.server, operation.name, status);
  return result;
}

function ask(binding: RpcBinding, key: KeyHandle, room: number | undefined) {
  return exchange(
    binding,
    operation,
    writer => {
      writer.handle(key);
      writer.struct(() => (room === undefined ? writer.countedString(undefined) : writer.countedRoom(room)));
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
