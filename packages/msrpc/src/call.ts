import { visible } from '@resite/errors/visible';
import type { RpcBinding } from './binding.ts';
import { AnswerInvalid } from './ndr/answer-invalid.ts';
import type { ContextHandle } from './ndr/context-handle.ts';
import { NdrReader } from './ndr/reader.ts';
import { NdrWriter } from './ndr/writer.ts';
import { isWindowsError, windowsStatus } from './status/windows-status.ts';

export interface Operation {
  readonly number: number;
  /** As the protocol calls it. */
  readonly name: string;
}

export interface Answer<T> {
  readonly result: T;
  readonly status: number;
}

/** Performs an operation whose answer ends in a status; any but 0 is thrown. `about` names what it works on. */
export async function call<T>(
  binding: RpcBinding,
  operation: Operation,
  about: string | undefined,
  write: (writer: NdrWriter) => void,
  read: (reader: NdrReader) => T,
): Promise<T> {
  const { result, status } = await exchange(binding, operation, write, read);
  if (status !== 0) throw windowsStatus(binding.server, operation.name, status, about);
  return result;
}

/** An operation that closes a handle; the answer has it once more, of zeros. */
export function closeHandle(binding: RpcBinding, operation: Operation, handle: ContextHandle): Promise<void> {
  return call(
    binding,
    operation,
    undefined,
    writer => writer.handle(handle),
    reader => void reader.handle(handle.kind),
  );
}

/** The same as `call` for an operation that gives something whenever it succeeds. */
export async function callFor<T>(
  binding: RpcBinding,
  operation: Operation,
  about: string | undefined,
  write: (writer: NdrWriter) => void,
  read: (reader: NdrReader) => T | undefined,
): Promise<T> {
  const result = await call(binding, operation, about, write, read);
  if (result === undefined)
    throw new AnswerInvalid(
      sourceOf(binding, operation),
      0,
      'it says that all went well, and holds nothing that can be understood',
    );
  return result;
}

/** The same as `call`, where a status may be more than a refusal. What follows the status is ignored: Wine sends more than it fills. */
export async function exchange<T>(
  binding: RpcBinding,
  operation: Operation,
  write: (writer: NdrWriter) => void,
  read: (reader: NdrReader) => T,
): Promise<Answer<T>> {
  const writer = new NdrWriter();
  write(writer);
  const bytes = await binding.call(operation.number, writer.bytes()).catch(error => {
    throw isWindowsError(error) ? windowsStatus(binding.server, operation.name, error.windowsError) : error;
  });
  const reader = new NdrReader(bytes, sourceOf(binding, operation));
  const result = read(reader);
  return { result, status: reader.u32() };
}

/** Whose answer to what it is, for errors. */
export function sourceOf(binding: RpcBinding, operation: Operation): string {
  return `the answer of ${visible(binding.server)} to ${operation.name}`;
}

export function nothing(): void {}
