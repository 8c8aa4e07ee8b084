import type { RpcBinding } from '../binding.ts';
import { call } from '../call.ts';
import { writeServerName } from '../server-name.ts';
import { type ServerHandle, samAccess } from './interface.ts';

/** SamrConnect2 ([MS-SAMR] 3.1.5.1.3), to look up domains. */
export function connectSam(binding: RpcBinding): Promise<ServerHandle> {
  return call(
    binding,
    { number: 57, name: 'SamrConnect2' },
    undefined,
    writer => {
      writeServerName(writer, binding);
      writer.u32(samAccess.SAM_SERVER_CONNECT | samAccess.SAM_SERVER_LOOKUP_DOMAIN);
    },
    reader => reader.handle('sam-server'),
  );
}
