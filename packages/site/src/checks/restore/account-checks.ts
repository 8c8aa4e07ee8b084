import { sameText } from '../../discovery/paths.ts';
import type { Profile } from '../../profiles/profile.ts';
import { type Check, conclude } from '../check.ts';
import type { RestoreSituation } from './situation.ts';

/** The service account: its password, its right to log on as a service, and whether it is the one the site had. */
export async function accountChecks(situation: RestoreSituation, profile: Profile): Promise<Check[]> {
  const { account, description } = situation;
  const had = description.services.find(({ name }) => sameText(name, profile.bootstrap.service))?.account;
  return [
    ...(await logon(situation)),
    conclude({
      id: 'service-account-same',
      title: 'The service account is the one that the site had',
      severity: 'warning',
      good: had === undefined || sameText(had, account),
      found: account,
      wanted: had ?? 'any account',
      remedy:
        'Use the account of the original installation; others may lack rights at the parent and on logon servers.',
      source: 'Q138347 Restore 4; Q171005',
    }),
  ];
}

async function logon({ target, account, password }: RestoreSituation): Promise<Check[]> {
  if (!target.live) return []; // the check of the place says so
  const verdict = await target.services.verifyAccount(account, password);
  const credentials = conclude({
    id: 'service-account-logon',
    title: `${account} can log on with the password given`,
    good: verdict !== 'logon-failure',
    code: 'SERVICE_LOGON',
    found: verdict === 'logon-failure' ? 'a logon failure' : 'a logon',
    wanted: 'a logon',
    remedy:
      'Check account and password (its case counts), and that the account is neither locked out nor disabled. Each further ' +
      'attempt may lock it.',
    source: 'Q138347 Restore 4; Q191328',
  });
  if (verdict === 'logon-failure') return [credentials];
  const right = conclude({
    id: 'service-account-right',
    title: `${account} may log on as a service`,
    good: verdict === 'ok',
    code: 'SERVICE_RIGHT',
    found: verdict === 'ok' ? 'the right' : 'no right',
    wanted: 'the right Log On As A Service on the target',
    remedy:
      'Grant it in User Manager: Policies, User Rights, Show Advanced User Rights, Log on as a service. A fresh server ' +
      'does not have it from before.',
    source: 'Q191328; Q171338',
  });
  return [credentials, right];
}
