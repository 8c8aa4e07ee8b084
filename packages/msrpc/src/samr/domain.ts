import type { RpcBinding } from '../binding.ts';
import { call, exchange } from '../call.ts';
import { readSidIfAny, writeSid } from '../sid.ts';
import { windowsErrors } from '../status/windows-errors.ts';
import { windowsStatus } from '../status/windows-status.ts';
import { type DomainHandle, type ServerHandle, samAccess } from './interface.ts';

const lookup = { number: 5, name: 'SamrLookupDomainInSamServer' };

/**
 * SamrLookupDomainInSamServer ([MS-SAMR] 3.1.5.11.1): the SID of a domain whose accounts this computer holds; its own name is one. Undefined for
 * any other domain.
 */
export async function lookupDomain(
  binding: RpcBinding,
  server: ServerHandle,
  name: string,
): Promise<string | undefined> {
  const { result, status } = await exchange(
    binding,
    lookup,
    writer => {
      writer.handle(server);
      writer.struct(() => writer.countedString(name, { terminator: false }));
    },
    reader => reader.pointer(() => readSidIfAny(reader)),
  );
  if (status === windowsErrors.STATUS_NO_SUCH_DOMAIN) return undefined;
  if (status !== 0) throw windowsStatus(binding.server, lookup.name, status, name);
  return result;
}

/** SamrOpenDomain ([MS-SAMR] 3.1.5.1.5), to look up accounts. */
export function openDomain(binding: RpcBinding, server: ServerHandle, sid: string): Promise<DomainHandle> {
  return call(
    binding,
    { number: 7, name: 'SamrOpenDomain' },
    sid,
    writer => {
      writer.handle(server);
      writer.u32(samAccess.DOMAIN_LOOKUP);
      writeSid(writer, sid);
    },
    reader => reader.handle('sam-domain'),
  );
}
