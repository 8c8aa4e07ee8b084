import type { RpcBinding } from '../binding.ts';
import { callFor } from '../call.ts';
import type { NdrReader } from '../ndr/reader.ts';
import type { UserHandle } from './interface.ts';

/** Of SAMPR_USER_LOGON_INFORMATION ([MS-SAMR] 2.2.6.10). Times are FILETIMEs; 0 is never. */
export interface UserLogon {
  name: string;
  relativeId: number;
  lastLogon: bigint;
  passwordSet: bigint;
  passwordMustChange: bigint;
  /** USER_ ACCOUNT bits ([MS-SAMR] 2.2.1.12). */
  control: number;
}

/** UserLogonInformation ([MS-SAMR] 2.2.6.28): Windows NT has it since its first version. */
const userLogonInformation = 3;

/**
 * SamrQueryInformationUser ([MS-SAMR] 3.1.5.5.6) of this class.
 *
 * @example
 * ```ts
 * import type { RpcBinding } from '@resite/msrpc/binding';
 * import { closeSam, type DomainHandle, lookupAccount, openUser, queryUserLogon } from '@resite/msrpc/samr';
 *
 * export async function passwordSet(binding: RpcBinding, domain: DomainHandle, name: string): Promise<bigint | undefined> {
 *   const relativeId = await lookupAccount(binding, domain, name);
 *   if (relativeId === undefined) return undefined;
 *   const user = await openUser(binding, domain, relativeId);
 *   try {
 *     return (await queryUserLogon(binding, user)).passwordSet;
 *   } finally {
 *     await closeSam(binding, user);
 *   }
 * }
 * ```
 */
export function queryUserLogon(binding: RpcBinding, user: UserHandle): Promise<UserLogon> {
  return callFor(
    binding,
    { number: 36, name: 'SamrQueryInformationUser' },
    undefined,
    writer => {
      writer.handle(user);
      writer.u16(userLogonInformation);
    },
    reader => reader.pointer(() => readLogon(reader)),
  );
}

function readLogon(reader: NdrReader): UserLogon {
  const own = reader.u16(); // the arm of the union: an enumeration, which has 16 bits
  if (own !== userLogonInformation) reader.fail(`it holds arm ${own} of a union, and not ${userLogonInformation}`);
  reader.align(4);
  return reader.struct(() => {
    const name = reader.countedString();
    reader.countedString(); // full name
    const relativeId = reader.u32();
    reader.u32(); // primary group
    for (let count = 0; count < otherTexts; count++) reader.countedString();
    const lastLogon = reader.fileTime();
    reader.fileTime(); // last logoff
    const passwordSet = reader.fileTime();
    reader.fileTime(); // password can be changed
    const passwordMustChange = reader.fileTime();
    reader.u16(); // units of the logon hours
    reader.embedded(() => reader.buffer());
    reader.u16(); // bad passwords
    reader.u16(); // logons
    const control = reader.u32();
    return () => ({ name: name() ?? '', relativeId, lastLogon, passwordSet, passwordMustChange, control });
  });
}

/** Home directory and its drive, logon script, profile, workstations. */
const otherTexts = 5;
