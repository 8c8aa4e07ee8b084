import { type ErrorCode, isResiteError } from '@resite/errors';
import type { RpcBinding } from '@resite/msrpc/binding';
import {
  closePolicy,
  enumerateAccountRights,
  enumerateAccountsWithRight,
  lookupNames,
  openPolicy,
  type PolicyHandle,
} from '@resite/msrpc/lsarpc';
import { isWindowsError } from '@resite/msrpc/status';
import type { AccountVerdict } from '../../host.ts';
import { isLocalSystem } from '../../registry/service-failures.ts';
import { closing } from '../closing.ts';
import { createSession } from '../session/session.ts';
import { splitUser, type WindowsSettings } from '../settings.ts';

const serviceLogon = 'SeServiceLogonRight';
/** S-1-5-80-0, ALL SERVICES, and accounts that Windows has for services of its own. */
const ofServices = /^S-1-5-(?:80-|82-|83-|19$|20$)/;

const verdicts: Partial<Record<ErrorCode, AccountVerdict>> = {
  HOST_LOGON: 'logon-failure',
  HOST_ACCOUNT_LOCKED: 'locked-out',
  HOST_ACCOUNT_DISABLED: 'disabled',
  HOST_ACCOUNT_REFUSED: 'logon-failure',
};

/**
 * Logs on to the computer with the account over the network, and asks its local security authority who may log on as a service.
 * `no-service-right` only when that is sure: neither the account nor any group has the right. An account that may not log on over the
 * network is `logon-failure`, although a service might.
 */
export async function verifyAccount(
  settings: WindowsSettings,
  lsarpc: RpcBinding,
  account: string,
  password: string,
): Promise<AccountVerdict> {
  if (isLocalSystem(account)) return 'ok';
  const refused = await refusalOf(settings, account, password);
  if (refused) return refused;
  return (await mayBeService(lsarpc, account)) ? 'ok' : 'no-service-right';
}

/** Undefined when the computer lets the account in. */
async function refusalOf(
  settings: WindowsSettings,
  account: string,
  password: string,
): Promise<AccountVerdict | undefined> {
  const { domain, user } = splitUser(account);
  const session = createSession({ ...settings, user: domain === '.' ? user : account, password: () => password });
  try {
    await session.sessionKey('srvsvc'); // what is asked first logs on
    return undefined;
  } catch (error) {
    const verdict = isResiteError(error) ? verdicts[error.code] : undefined;
    if (verdict === undefined) throw error;
    return verdict;
  } finally {
    await session.close();
  }
}

/** True as well where it cannot be known: Windows NT 3.51 does not tell, and a group that has the right may have the account in it. */
async function mayBeService(lsarpc: RpcBinding, account: string): Promise<boolean> {
  try {
    const close = (policy: PolicyHandle) => closePolicy(lsarpc, policy);
    return await closing(await openPolicy(lsarpc), close, async policy => {
      const [found] = await lookupNames(lsarpc, policy, [account.replace(/^\.\\/, '')]);
      if (!found) return true;
      if ((await enumerateAccountRights(lsarpc, policy, found.sid)).includes(serviceLogon)) return true;
      const others = await enumerateAccountsWithRight(lsarpc, policy, serviceLogon);
      return others.some(sid => !ofServices.test(sid));
    });
  } catch (error) {
    if (isWindowsError(error)) return true;
    throw error;
  }
}
