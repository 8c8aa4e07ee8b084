import type { RpcBinding } from '@resite/msrpc/binding';
import {
  closeSam,
  connectSam,
  lookupAccount,
  lookupDomain,
  openDomain,
  openUser,
  queryUserLogon,
} from '@resite/msrpc/samr';
import { fileTimeToDate } from '@resite/registry/values';
import { closing } from '../closing.ts';
import { splitUser } from '../settings.ts';

/** Asks the Security Account Manager of the computer, which holds the accounts of its domain when it is a controller, and else its own. */
export async function passwordSet(samr: RpcBinding, account: string): Promise<Date | undefined> {
  const { domain: domainName, user: userName } = splitUser(account);
  if (domainName === '') return undefined;
  const close = (handle: Parameters<typeof closeSam>[1]) => closeSam(samr, handle);
  return closing(await connectSam(samr), close, async server => {
    const sid = await lookupDomain(samr, server, domainName);
    if (sid === undefined) return undefined;
    return closing(await openDomain(samr, server, sid), close, async domain => {
      const relativeId = await lookupAccount(samr, domain, userName);
      if (relativeId === undefined) return undefined;
      return closing(await openUser(samr, domain, relativeId), close, async user =>
        dateOf((await queryUserLogon(samr, user)).passwordSet),
      );
    });
  });
}

/** 0 is never, and also says that it must be changed at the next logon. */
function dateOf(time: bigint): Date | undefined {
  const date = fileTimeToDate(time);
  return time === 0n || Number.isNaN(date.getTime()) ? undefined : date;
}
