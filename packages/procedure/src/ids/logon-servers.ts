import { isResiteError, isUnreachable } from '@resite/errors';
import type { Host } from '@resite/host';
import { compareNames, uniqueNames, upcase } from '@resite/registry/names';
import { connectHost, type HostSettings } from '../access/connect.ts';

/** What the configuration tells of logon servers. */
export interface LogonServerHosts {
  /** Names of hosts that are logon servers of the site, whatever its site control file says. */
  readonly configured: readonly string[];
  /** Every host. */
  readonly hosts: Readonly<Record<string, HostSettings>>;
}

export interface LogonServerQuestion extends LogonServerHosts {
  /** Computer names, as site control files have them. */
  readonly named: readonly string[];
  /** The site server: it is a logon server as well, and not another one. */
  readonly except: readonly string[];
}

/** By name; `null` for one that the configuration does not tell how to reach. */
export type LogonServers = Readonly<Record<string, HostSettings | null>>;

/** Which computers are the other logon servers, and how they are reached. Names compare without case. */
export function findLogonServers({ named, configured, hosts, except }: LogonServerQuestion): LogonServers {
  const byName = new Map(Object.entries(hosts).map(([name, settings]) => [upcase(name), { name, settings }]));
  const own = except.map(upcase);
  const names = uniqueNames([...configured, ...named].map(upcase));
  return Object.fromEntries(
    names
      .filter(name => !own.includes(name))
      .sort(compareNames)
      .map(name => [byName.get(name)?.name ?? name, byName.get(name)?.settings ?? null]),
  );
}

export interface AtLogonServer<T> {
  readonly name: string;
  readonly found?: T;
  /** Why there is nothing found. */
  readonly why?: string;
}

/** Looks at each; one that is not reached, or is no logon server (undefined), does not keep the others from being looked at. */
export async function atLogonServers<T>(
  servers: LogonServers,
  look: (host: Host) => Promise<T | undefined>,
): Promise<AtLogonServer<T>[]> {
  return Promise.all(Object.entries(servers).map(([name, settings]) => atOne(name, settings, look)));
}

async function atOne<T>(
  name: string,
  settings: HostSettings | null,
  look: (host: Host) => Promise<T | undefined>,
): Promise<AtLogonServer<T>> {
  if (settings === null) return { name, why: 'the configuration has no host of this name' };
  const host = connectHost(name, settings);
  try {
    const found = await look(host);
    return found === undefined ? { name, why: 'it has no share SMS_SHR' } : { name, found };
  } catch (error) {
    if (!isUnreachable(error) && !isResiteError(error, 'HOST_RUNNING', 'HOST_PROTOCOL', 'WINDOWS_MISSING')) throw error;
    return { name, why: error.message };
  } finally {
    await host.close();
  }
}
