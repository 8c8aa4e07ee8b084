import type { RpcBinding } from '../binding.ts';
import { call, exchange, nothing } from '../call.ts';
import type { NdrReader } from '../ndr/reader.ts';
import type { NdrWriter } from '../ndr/writer.ts';
import { windowsErrors } from '../status/windows-errors.ts';
import { windowsStatus } from '../status/windows-status.ts';
import type { KeyHandle } from './interface.ts';
import { largerRoom } from './values.ts';

/** SECURITY_INFORMATION: the parts of a security descriptor ([MS-DTYP] 2.4.7). */
export const securityInformation = {
  OWNER_SECURITY_INFORMATION: 0x1,
  GROUP_SECURITY_INFORMATION: 0x2,
  DACL_SECURITY_INFORMATION: 0x4,
  /** Wants `ACCESS_SYSTEM_SECURITY`. */
  SACL_SECURITY_INFORMATION: 0x8,
} as const;

const { OWNER_SECURITY_INFORMATION, GROUP_SECURITY_INFORMATION, DACL_SECURITY_INFORMATION } = securityInformation;
const allButAudit = OWNER_SECURITY_INFORMATION | GROUP_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION;
const { ERROR_INSUFFICIENT_BUFFER } = windowsErrors;
const getOperation = { number: 12, name: 'BaseRegGetKeySecurity' };
const firstRoom = 4096;
const mostTries = 8;

/**
 * BaseRegGetKeySecurity ([MS-RRP] 3.1.5.13): a self-relative SECURITY_DESCRIPTOR ([MS-DTYP] 2.4.6) with the parts that `information` names;
 * owner, group and DACL unless given. Asks again with more room where it is larger.
 */
export async function getKeySecurity(
  binding: RpcBinding,
  key: KeyHandle,
  information: number = allButAudit,
): Promise<Uint8Array> {
  let room = firstRoom;
  for (let tries = 1; ; tries++) {
    const { result, status } = await ask(binding, key, information, room);
    if (status === 0) return result.descriptor ?? new Uint8Array();
    if (status !== ERROR_INSUFFICIENT_BUFFER || tries === mostTries)
      throw windowsStatus(binding.server, getOperation.name, status);
    room = largerRoom(binding, getOperation, room, result.size);
  }
}

function ask(binding: RpcBinding, key: KeyHandle, information: number, room: number) {
  return exchange(
    binding,
    getOperation,
    writer => {
      writer.handle(key);
      writer.u32(information);
      writeDescriptor(writer, room, new Uint8Array());
    },
    readDescriptor,
  );
}

/** BaseRegSetKeySecurity ([MS-RRP] 3.1.5.21). `descriptor` is self-relative, and `information` names the parts of it that count. */
export function setKeySecurity(
  binding: RpcBinding,
  key: KeyHandle,
  descriptor: Uint8Array,
  information: number = allButAudit,
): Promise<void> {
  return call(
    binding,
    { number: 21, name: 'BaseRegSetKeySecurity' },
    undefined,
    writer => {
      writer.handle(key);
      writer.u32(information);
      writeDescriptor(writer, descriptor.length, descriptor);
    },
    nothing,
  );
}

/** RPC_SECURITY_DESCRIPTOR ([MS-RRP] 2.2.8). */
function writeDescriptor(writer: NdrWriter, room: number, descriptor: Uint8Array): void {
  writer.struct(() => {
    writer.pointer(descriptor, descriptor => writer.buffer(room, descriptor));
    writer.u32(room);
    writer.u32(descriptor.length);
  });
}

function readDescriptor(reader: NdrReader): { descriptor: Uint8Array | undefined; size: number } {
  return reader.struct(() => {
    const descriptor = reader.embedded(() => reader.buffer());
    const size = reader.u32();
    reader.u32(); // the length, which the buffer has too
    return () => ({ descriptor: descriptor(), size });
  });
}
