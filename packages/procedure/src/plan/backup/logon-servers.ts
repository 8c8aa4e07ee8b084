import type { Profile } from '@resite/site';
import { findLogonServers } from '../../ids/logon-servers.ts';
import { fill } from '../plan-text.ts';
import { type Step, thisComputer } from '../procedure.ts';
import type { SiteFacts } from './facts.ts';

/**
 * The other logon servers go on while the site is stopped: they are looked at when it is up again, so that nobody waits for one.
 * No step when the site has none. `step` is the one that describes the site.
 */
export function describeOthers(
  { site, host, logonServers }: SiteFacts,
  { logonServers: known }: Profile,
  step: string,
): Step[] {
  if (logonServers === undefined || known === undefined) return [];
  const text = known.describe;
  const except = [host, site.identity.computerName, site.siteServer];
  const servers = Object.keys(findLogonServers({ ...logonServers, named: site.logonServers, except })).join(', ');
  if (servers === '') return [];
  return [
    {
      id: 'describe-logon-servers',
      phase: 'store',
      title: text.title.replace('<servers>', () => servers),
      source: text.source,
      host: thisComputer,
      action: { type: 'describe-logon-servers', description: step, logonServers },
      byHand: fill(text.note ?? '', { servers }).markdown,
    },
  ];
}
