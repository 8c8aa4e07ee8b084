import type { Profile, SiteDescription } from '@resite/site';
import { findLogonServers, type LogonServerHosts } from '../ids/logon-servers.ts';
import { fill } from './plan-text.ts';
import { type Step, thisComputer } from './procedure.ts';

interface SiteWithOthers {
  readonly site: SiteDescription;
  /** The host that is, or becomes, the site server. */
  readonly host: string;
  /** Names besides those that the site names. */
  readonly named?: readonly string[];
  /** Undefined when they are left alone: so in a rehearsal. */
  readonly logonServers?: LogonServerHosts | undefined;
}

/** The step at all logon servers of the site but the site server itself; none when there are no others. */
export function atOtherLogonServers(
  does: 'describe' | 'compare',
  { logonServers: known }: Profile,
  { site, host, named = [], logonServers }: SiteWithOthers,
  step: (logonServers: LogonServerHosts) => Pick<Step, 'phase' | 'action'>,
): Step[] {
  if (logonServers === undefined || known === undefined) return [];
  const { title, source, note = '' } = known[does];
  const except = [host, site.identity.computerName, site.siteServer];
  const found = findLogonServers({ ...logonServers, named: [...site.logonServers, ...named], except });
  const servers = Object.keys(found).join(', ');
  if (servers === '') return [];
  return [
    {
      id: `${does}-logon-servers`,
      title: title.replace('<servers>', () => servers),
      source,
      host: thisComputer,
      byHand: fill(note, { servers }).markdown,
      ...step(logonServers),
    },
  ];
}
