import type { RpcBinding } from '../binding.ts';
import { call, closeHandle, exchange } from '../call.ts';
import type { NdrReader } from '../ndr/reader.ts';
import { windowsErrors } from '../status/windows-errors.ts';
import { windowsStatus } from '../status/windows-status.ts';
import { type DomainHandle, type ServerHandle, samAccess, type UserHandle } from './interface.ts';

const lookup = { number: 17, name: 'SamrLookupNamesInDomain' };
/** The room that the document gives the list of names ([MS-SAMR] 3.1.5.11.2). */
const mostNames = 1000;

/** SamrLookupNamesInDomain ([MS-SAMR] 3.1.5.11.2) for one name: its relative identifier; undefined when the domain knows no such account. */
export async function lookupAccount(
  binding: RpcBinding,
  domain: DomainHandle,
  name: string,
): Promise<number | undefined> {
  const { result, status } = await exchange(
    binding,
    lookup,
    writer => {
      writer.handle(domain);
      writer.u32(1);
      writer.u32(mostNames);
      writer.u32(0); // offset of the first element that is sent
      writer.u32(1);
      writer.struct(() => writer.countedString(name, { terminator: false }));
    },
    reader => {
      const [relativeId] = readNumbers(reader);
      readNumbers(reader); // what kinds of accounts they are
      return relativeId;
    },
  );
  if (status === windowsErrors.STATUS_NONE_MAPPED) return undefined;
  if (status !== 0) throw windowsStatus(binding.server, lookup.name, status, name);
  return result;
}

/** SAMPR_ULONG_ARRAY ([MS-SAMR] 2.2.7.4). */
function readNumbers(reader: NdrReader): number[] {
  return reader.container(4, () => {
    const number = reader.u32();
    return () => number;
  });
}

/** SamrOpenUser ([MS-SAMR] 3.1.5.1.9), to read what `queryUserLogon` gives. */
export function openUser(binding: RpcBinding, domain: DomainHandle, relativeId: number): Promise<UserHandle> {
  const { USER_READ_GENERAL, USER_READ_PREFERENCES, USER_READ_LOGON, USER_READ_ACCOUNT } = samAccess;
  return call(
    binding,
    { number: 34, name: 'SamrOpenUser' },
    `account ${relativeId}`,
    writer => {
      writer.handle(domain);
      writer.u32(USER_READ_GENERAL | USER_READ_PREFERENCES | USER_READ_LOGON | USER_READ_ACCOUNT);
      writer.u32(relativeId);
    },
    reader => reader.handle('sam-user'),
  );
}

/** SamrCloseHandle ([MS-SAMR] 3.1.5.13.1), of any of the three. */
export function closeSam(binding: RpcBinding, handle: ServerHandle | DomainHandle | UserHandle): Promise<void> {
  return closeHandle(binding, { number: 1, name: 'SamrCloseHandle' }, handle);
}
