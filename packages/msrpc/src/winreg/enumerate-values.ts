import type { RpcBinding } from '../binding.ts';
import { exchange } from '../call.ts';
import { windowsErrors } from '../status/windows-errors.ts';
import { windowsStatus } from '../status/windows-status.ts';
import { eachEntry } from './each-entry.ts';
import type { KeyHandle } from './interface.ts';
import { keyNameRoom, mostCharacters } from './limits.ts';
import { largerRoom, type WinregValue } from './values.ts';

const operation = { number: 10, name: 'BaseRegEnumValue' };
const { ERROR_MORE_DATA, ERROR_NO_MORE_ITEMS } = windowsErrors;
const mostTries = 8;

interface Room {
  /** Characters of the name. */
  readonly name: number;
  /** Bytes of the data. */
  readonly data: number;
}

const firstRoom: Room = { name: keyNameRoom, data: 1024 };

/** All values in the order of the server, each by one call. Values that are made or deleted meanwhile may be left out or come twice. */
export function enumerateValues(binding: RpcBinding, key: KeyHandle): AsyncGenerator<WinregValue> {
  return eachEntry(binding, operation, index => enumerateValue(binding, key, index));
}

/** BaseRegEnumValue ([MS-RRP] 3.1.5.11). Undefined when there are no more. Asks again with more room where name or data need it. */
export async function enumerateValue(
  binding: RpcBinding,
  key: KeyHandle,
  index: number,
): Promise<WinregValue | undefined> {
  let room = firstRoom;
  for (let tries = 1; ; tries++) {
    const { result, status } = await ask(binding, key, index, room);
    if (status === ERROR_NO_MORE_ITEMS) return undefined;
    if (status === 0) return { name: result.name, type: result.type ?? 0, data: result.data ?? new Uint8Array() };
    if (status !== ERROR_MORE_DATA || tries === mostTries)
      throw windowsStatus(binding.server, operation.name, status, `value ${index}`);
    room = { name: mostCharacters, data: largerRoom(binding, operation, room.data, result.size) };
  }
}

function ask(binding: RpcBinding, key: KeyHandle, index: number, room: Room) {
  return exchange(
    binding,
    operation,
    writer => {
      writer.handle(key);
      writer.u32(index);
      writer.struct(() => writer.countedRoom(room.name));
      writer.pointer(0, type => writer.u32(type));
      writer.pointer(room.data, size => writer.buffer(size));
      writer.pointer(room.data, size => writer.u32(size));
      writer.pointer(0, length => writer.u32(length));
    },
    reader => ({
      name: reader.struct(() => reader.countedString()) ?? '',
      type: reader.pointer(() => reader.u32()),
      data: reader.pointer(() => reader.buffer()),
      size: reader.pointer(() => reader.u32()),
      length: reader.pointer(() => reader.u32()),
    }),
  );
}
