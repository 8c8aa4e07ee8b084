import { isResiteError, ResiteError } from '@resite/errors';
import { isWindowsError } from '@resite/msrpc/status';
import type { AccountVerdict, ServiceDefinition } from '../../host.ts';

export interface KnownPassword extends Pick<ServiceDefinition, 'name' | 'account'> {
  readonly password: string;
}

/**
 * `SERVICE_PASSWORD_REFUSED` in the place of an error that can only come of how the password was sent, for account and password are right: no version
 * of Windows has confirmed yet that it understands it as [MS-SCMR] has it. Any other error stays as it is.
 */
export async function orPasswordRefused(
  error: unknown,
  { name, account, password }: KnownPassword,
  verify: (account: string, password: string) => Promise<AccountVerdict>,
): Promise<unknown> {
  const mayBe =
    isResiteError(error, 'SERVICE_LOGON') ||
    isWindowsError(error, 'ERROR_INVALID_PARAMETER', 'RPC_X_BAD_STUB_DATA', 'RPC_NT_BAD_STUB_DATA');
  if (!mayBe || (await verify(account, password)) !== 'ok') return error;
  return new ResiteError(
    'SERVICE_PASSWORD_REFUSED',
    `Windows did not understand the encrypted password of ${name}; ${account} and its password are right (${error.message})`,
    {
      hint: 'Give the service its password on that computer: Control Panel, Services, Startup. Then start it.',
      cause: error,
    },
  );
}
