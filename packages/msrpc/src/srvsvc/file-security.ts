import type { RpcBinding } from '../binding.ts';
import { call, callFor, nothing } from '../call.ts';
import { writeServerName } from '../server-name.ts';
import { readSecurityDescriptor, writeSecurityDescriptor } from './share.ts';

/**
 * NetrpGetFileSecurity ([MS-SRVS] 3.1.4.27): a self-relative SECURITY_DESCRIPTOR. `file` is the path below the share; `information` is bits
 * of `securityInformation` of `@resite/msrpc/winreg`. Samba's smbd wants slashes between the names and none before them.
 */
export function getFileSecurity(
  binding: RpcBinding,
  share: string,
  file: string,
  information: number,
): Promise<Uint8Array> {
  return callFor(
    binding,
    { number: 39, name: 'NetrpGetFileSecurity' },
    `${file} in ${share}`,
    writer => {
      writeServerName(writer, binding);
      writer.pointer(share, share => writer.string(share));
      writer.string(file);
      writer.u32(information);
    },
    reader => reader.pointer(() => reader.struct(() => readSecurityDescriptor(reader))),
  );
}

/** NetrpSetFileSecurity ([MS-SRVS] 3.1.4.28). `information` names the parts of the descriptor that count. */
export function setFileSecurity(
  binding: RpcBinding,
  share: string,
  file: string,
  descriptor: Uint8Array,
  information: number,
): Promise<void> {
  return call(
    binding,
    { number: 40, name: 'NetrpSetFileSecurity' },
    `${file} in ${share}`,
    writer => {
      writeServerName(writer, binding);
      writer.pointer(share, share => writer.string(share));
      writer.string(file);
      writer.u32(information);
      writer.struct(() => writeSecurityDescriptor(writer, descriptor));
    },
    nothing,
  );
}
