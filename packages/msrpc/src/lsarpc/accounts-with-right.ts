import type { RpcBinding } from '../binding.ts';
import { exchange } from '../call.ts';
import { readSid } from '../sid.ts';
import { windowsErrors } from '../status/windows-errors.ts';
import { windowsStatus } from '../status/windows-status.ts';
import type { PolicyHandle } from './interface.ts';

const operation = { number: 35, name: 'LsarEnumerateAccountsWithUserRight' };
const informationSize = 4;

/**
 * LsarEnumerateAccountsWithUserRight ([MS-LSAD] 3.1.4.5.9): the SIDs of the accounts and groups that themselves have this right, such as
 * `SeServiceLogonRight`. Windows NT 4.0 and later.
 */
export async function enumerateAccountsWithRight(
  binding: RpcBinding,
  policy: PolicyHandle,
  right: string,
): Promise<string[]> {
  const { result, status } = await exchange(
    binding,
    operation,
    writer => {
      writer.handle(policy);
      writer.pointer(right, right => writer.struct(() => writer.countedString(right, { terminator: false })));
    },
    reader =>
      reader.container(informationSize, () => {
        const sid = reader.embedded(() => readSid(reader));
        return () => sid() ?? '';
      }),
  );
  if (status === windowsErrors.STATUS_NO_MORE_ENTRIES) return [];
  if (status !== 0) throw windowsStatus(binding.server, operation.name, status, right);
  return result.filter(sid => sid !== '');
}
