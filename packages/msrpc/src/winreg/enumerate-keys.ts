import type { RpcBinding } from '../binding.ts';
import { exchange } from '../call.ts';
import { windowsErrors } from '../status/windows-errors.ts';
import { windowsStatus } from '../status/windows-status.ts';
import { eachEntry } from './each-entry.ts';
import type { KeyHandle } from './interface.ts';
import { keyNameRoom, mostCharacters } from './limits.ts';

export interface SubkeyEntry {
  name: string;
  /** Empty for none. */
  className: string;
  /** FILETIME: 100 ns units since 1601-01-01 UTC. */
  lastWritten: bigint;
}

const operation = { number: 9, name: 'BaseRegEnumKey' };
const { ERROR_MORE_DATA, ERROR_NO_MORE_ITEMS } = windowsErrors;

/** All subkeys in the order of the server, each by one call. Keys that are made or deleted meanwhile may be left out or come twice. */
export function enumerateKeys(binding: RpcBinding, key: KeyHandle): AsyncGenerator<SubkeyEntry> {
  return eachEntry(binding, operation, index => enumerateKey(binding, key, index));
}

/** BaseRegEnumKey ([MS-RRP] 3.1.5.10). Undefined when there are no more. Asks again with more room where a class needs it. */
export async function enumerateKey(
  binding: RpcBinding,
  key: KeyHandle,
  index: number,
): Promise<SubkeyEntry | undefined> {
  const first = await ask(binding, key, index, keyNameRoom);
  const { result, status } = first.status === ERROR_MORE_DATA ? await ask(binding, key, index, mostCharacters) : first;
  if (status === ERROR_NO_MORE_ITEMS) return undefined;
  if (status !== 0) throw windowsStatus(binding.server, operation.name, status, `subkey ${index}`);
  return result;
}

function ask(binding: RpcBinding, key: KeyHandle, index: number, room: number) {
  return exchange(
    binding,
    operation,
    writer => {
      writer.handle(key);
      writer.u32(index);
      writer.struct(() => writer.countedRoom(room));
      writer.pointer(room, room => writer.struct(() => writer.countedRoom(room)));
      writer.pointer(0, zero => {
        writer.u32(zero);
        writer.u32(zero);
      });
    },
    reader => ({
      name: reader.struct(() => reader.countedString()) ?? '',
      className: reader.pointer(() => reader.struct(() => reader.countedString())) ?? '',
      lastWritten: reader.pointer(() => reader.fileTime()) ?? 0n,
    }),
  );
}
