import type { RpcBinding } from '../binding.ts';
import { exchange } from '../call.ts';
import { writeSid } from '../sid.ts';
import { windowsErrors } from '../status/windows-errors.ts';
import { windowsStatus } from '../status/windows-status.ts';
import type { PolicyHandle } from './interface.ts';

const operation = { number: 36, name: 'LsarEnumerateAccountRights' };
const nameSize = 8;

/**
 * LsarEnumerateAccountRights ([MS-LSAD] 3.1.4.5.10): the privileges and rights of the account itself, such as `SeServiceLogonRight`, not
 * those that it has by its groups. None for an account of which the policy knows nothing. Windows NT 4.0 and later.
 */
export async function enumerateAccountRights(
  binding: RpcBinding,
  policy: PolicyHandle,
  sid: string,
): Promise<string[]> {
  const { result, status } = await exchange(
    binding,
    operation,
    writer => {
      writer.handle(policy);
      writeSid(writer, sid);
    },
    reader =>
      reader.container(nameSize, () => {
        const name = reader.countedString();
        return () => name() ?? '';
      }),
  );
  if (status === windowsErrors.STATUS_OBJECT_NAME_NOT_FOUND) return [];
  if (status !== 0) throw windowsStatus(binding.server, operation.name, status, sid);
  return result;
}
