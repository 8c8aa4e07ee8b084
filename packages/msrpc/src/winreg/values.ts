import type { RpcBinding } from '../binding.ts';
import { call, exchange, nothing, type Operation, sourceOf } from '../call.ts';
import { AnswerInvalid } from '../ndr/answer-invalid.ts';
import { ArgumentInvalid } from '../ndr/argument-invalid.ts';
import { windowsErrors } from '../status/windows-errors.ts';
import { windowsStatus } from '../status/windows-status.ts';
import type { KeyHandle } from './interface.ts';
import { mostData } from './limits.ts';

/** `data` is what is stored, byte for byte, whatever `type` says. The default value has the name ''. */
export interface WinregValue {
  name: string;
  type: number;
  data: Uint8Array;
}

const { ERROR_FILE_NOT_FOUND, ERROR_MORE_DATA } = windowsErrors;
const queryOperation = { number: 17, name: 'BaseRegQueryValue' };
const firstRoom = 1024;
/** A value may grow between two calls; one that does so ever again is not waited for. */
const mostTries = 8;

/** BaseRegQueryValue ([MS-RRP] 3.1.5.17). Undefined when there is no such value. Asks again with more room where the data need it. */
export async function queryValue(binding: RpcBinding, key: KeyHandle, name: string): Promise<WinregValue | undefined> {
  let room = firstRoom;
  for (let tries = 1; ; tries++) {
    const { result, status } = await askValue(binding, key, name, room);
    if (status === 0) return { name, type: result.type ?? 0, data: result.data ?? new Uint8Array() };
    if (status === ERROR_FILE_NOT_FOUND) return undefined;
    if (status !== ERROR_MORE_DATA || tries === mostTries)
      throw windowsStatus(binding.server, queryOperation.name, status, valueName(name));
    room = largerRoom(binding, queryOperation, room, result.size);
  }
}

function askValue(binding: RpcBinding, key: KeyHandle, name: string, room: number) {
  return exchange(
    binding,
    queryOperation,
    writer => {
      writer.handle(key);
      writer.struct(() => writer.countedString(name));
      writer.pointer(0, type => writer.u32(type));
      writer.pointer(room, room => writer.buffer(room));
      writer.pointer(room, size => writer.u32(size));
      writer.pointer(0, length => writer.u32(length));
    },
    reader => ({
      type: reader.pointer(() => reader.u32()),
      data: reader.pointer(() => reader.buffer()),
      size: reader.pointer(() => reader.u32()),
      length: reader.pointer(() => reader.u32()),
    }),
  );
}

/** What to ask for after `room` bytes were too few and the server named `size`. */
export function largerRoom(binding: RpcBinding, operation: Operation, room: number, size: number | undefined): number {
  const larger = Math.max(size ?? 0, room * 4);
  if (larger <= mostData) return larger;
  if (room < mostData) return mostData;
  throw new AnswerInvalid(sourceOf(binding, operation), 0, `more than ${mostData} bytes are not enough`);
}

/** BaseRegSetValue ([MS-RRP] 3.1.5.22). */
export function setValue(binding: RpcBinding, key: KeyHandle, { name, type, data }: WinregValue): Promise<void> {
  return call(
    binding,
    { number: 22, name: 'BaseRegSetValue' },
    valueName(name),
    writer => {
      if (data.length > mostData) throw new ArgumentInvalid(`${data.length} bytes are too many for a value`);
      writer.handle(key);
      writer.struct(() => writer.countedString(name));
      writer.u32(type);
      writer.array(data);
      writer.u32(data.length);
    },
    nothing,
  );
}

/** BaseRegDeleteValue ([MS-RRP] 3.1.5.9). */
export function deleteValue(binding: RpcBinding, key: KeyHandle, name: string): Promise<void> {
  return call(
    binding,
    { number: 8, name: 'BaseRegDeleteValue' },
    valueName(name),
    writer => {
      writer.handle(key);
      writer.struct(() => writer.countedString(name));
    },
    nothing,
  );
}

function valueName(name: string): string {
  return name === '' ? 'the default value' : `value ${name}`;
}
