import { inWords, isResiteError } from '@resite/errors';
import type { Host } from '@resite/host';

/** When the password of an account was set, by the hosts that hold it; or why none of them says it. */
export type PasswordSet = { readonly set: Date } | { readonly why: string };

/** Only a controller of the account's domain knows it. The latest counts: a backup controller may not have heard yet. No refusal is an error. */
export async function passwordSetBy(hosts: readonly Host[], account: string): Promise<PasswordSet> {
  const times: number[] = [];
  const refusals: string[] = [];
  for (const host of hosts) {
    try {
      const set = await host.services.passwordSet(account);
      if (set !== undefined) times.push(set.getTime());
    } catch (error) {
      if (!isResiteError(error)) throw error;
      refusals.push(error.message);
    }
  }
  if (times.length > 0) return { set: new Date(Math.max(...times)) };
  const names = [...new Set(hosts.map(({ name }) => name))];
  return {
    why: refusals.join('; ') || `${inWords(names, 'and')} ${names.length === 1 ? 'does' : 'do'} not hold ${account}`,
  };
}
