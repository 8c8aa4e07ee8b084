import type { AccountVerdict } from '@resite/host';
import { sameName } from '@resite/registry/names';
import type { Profile } from '../../profiles/profile.ts';
import { type Check, conclude } from '../check.ts';
import type { RestoreSituation } from './situation.ts';

/** The service account: its password, its right to log on as a service, and whether it is the one the site had. */
export async function accountChecks(situation: RestoreSituation, profile: Profile): Promise<Check[]> {
  const { account, description } = situation;
  if (account === undefined) return [];
  const { bootstrap } = profile;
  const had = description.services.find(service =>
    bootstrap === undefined ? service.account.includes('\\') : sameName(service.name, bootstrap.service),
  )?.account;
  return [
    ...(await logon(situation, account)),
    conclude({
      id: 'service-account-same',
      good: had === undefined || sameName(had, account),
      found: account,
      wanted: had ?? 'any account',
    }),
  ];
}

async function logon({ target, password }: RestoreSituation, account: string): Promise<Check[]> {
  // Of a disk, the check of the place says so.
  if (!target.live || password === undefined) return [];
  const verdict = await target.services.verifyAccount(account, password);
  const known = verdict !== 'logon-failure';
  const closed = closedStates[verdict];
  return [
    conclude({
      id: 'service-account-logon',
      title: `${account} can log on with the password given`,
      good: known,
      found: known ? 'a logon' : 'a logon failure',
    }),
    ...(known
      ? [
          conclude({
            id: 'service-account-state',
            title: `${account} is neither locked out nor disabled`,
            good: closed === undefined,
            found: closed ?? 'an account that may log on',
          }),
        ]
      : []),
    ...(known && closed === undefined
      ? [
          conclude({
            id: 'service-account-right',
            title: `${account} may log on as a service`,
            good: verdict === 'ok',
            found: verdict === 'ok' ? 'the right' : 'no right',
          }),
        ]
      : []),
  ];
}

const closedStates: Partial<Record<AccountVerdict, string>> = {
  'locked-out': 'an account that is locked out',
  disabled: 'an account that is disabled',
};
