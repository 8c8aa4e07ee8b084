import type { RpcBinding } from '../binding.ts';
import { type Operation, sourceOf } from '../call.ts';
import { AnswerInvalid } from '../ndr/answer-invalid.ts';
import { NdrReader } from '../ndr/reader.ts';
import { readKnownServiceStatus, type ServiceStatus, serviceStatusSize } from './service-status.ts';

export interface ServiceEntry {
  name: string;
  displayName: string;
  status: ServiceStatus;
}

const entrySize = 8 + serviceStatusSize;
/** SC_MAX_NAME_LENGTH ([MS-SCMR] 3.1.4) with room to spare. */
const mostCharacters = 1024;

/**
 * An array of ENUM_SERVICE_STATUSW ([MS-SCMR] 2.2.11) in a buffer: `count` structures, whose texts lie behind at offsets from the start of
 * the buffer, each closed by a NUL.
 */
export function readServiceEntries(
  binding: RpcBinding,
  operation: Operation,
  buffer: Uint8Array,
  count: number,
): ServiceEntry[] {
  const source = `the list of services in ${sourceOf(binding, operation)}`;
  if (count * entrySize > buffer.length)
    throw new AnswerInvalid(source, 0, `${count} services do not fit into ${buffer.length} bytes`);
  const reader = new NdrReader(buffer, source);
  const bytes = Buffer.from(buffer.buffer, buffer.byteOffset, buffer.length);
  return Array.from({ length: count }, () => ({
    name: readText(bytes, reader.u32(), source),
    displayName: readText(bytes, reader.u32(), source),
    status: readKnownServiceStatus(reader),
  }));
}

function readText(bytes: Buffer, start: number, source: string): string {
  if (start === 0) return '';
  for (let end = start; end + 2 <= bytes.length && end - start <= mostCharacters * 2; end += 2)
    if (bytes.readUInt16LE(end) === 0) return bytes.toString('utf16le', start, end);
  throw new AnswerInvalid(source, start, 'a name has no end');
}
