/**
 * The name of an account or group that is the same on every Windows NT of the English language; undefined for one that only its own
 * computer or domain knows. [NT]
 */
export const accountName = (sid: string): string | undefined => names[sid];

/** How a page shows it. */
export function accountWords(sid: string): string {
  const name = accountName(sid);
  if (name !== undefined) return name;
  const [, domain, number = ''] = /^(S-1-5-21(?:-\d+){3})-(\d+)$/.exec(sid) ?? [];
  const ofDomain = ofEachDomain[number];
  return ofDomain === undefined ? sid : `${ofDomain} of ${domain}`;
}

const names: Readonly<Record<string, string>> = {
  'S-1-1-0': 'Everyone',
  'S-1-3-0': 'CREATOR OWNER',
  'S-1-5-2': 'NETWORK',
  'S-1-5-4': 'INTERACTIVE',
  'S-1-5-18': 'SYSTEM',
  'S-1-5-32-544': 'Administrators',
  'S-1-5-32-545': 'Users',
  'S-1-5-32-546': 'Guests',
  'S-1-5-32-547': 'Power Users',
  'S-1-5-32-548': 'Account Operators',
  'S-1-5-32-549': 'Server Operators',
  'S-1-5-32-550': 'Print Operators',
  'S-1-5-32-551': 'Backup Operators',
  'S-1-5-32-552': 'Replicator',
};

const ofEachDomain: Readonly<Record<string, string>> = {
  500: 'Administrator',
  501: 'Guest',
  512: 'Domain Admins',
  513: 'Domain Users',
  514: 'Domain Guests',
};
