import type { RpcBinding } from './binding.ts';
import type { NdrWriter } from './ndr/writer.ts';

/** The computer, with which many requests begin, such as SRVSVC_HANDLE ([MS-SRVS] 2.2.1.1). Servers ignore it. */
export function writeServerName(writer: NdrWriter, binding: RpcBinding): void {
  writer.pointer(`\\\\${binding.server}`, name => writer.string(name));
}
