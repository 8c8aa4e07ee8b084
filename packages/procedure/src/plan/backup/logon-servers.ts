import { markdown } from '@resite/errors/markdown';
import { findLogonServers } from '../../ids/logon-servers.ts';
import { type Step, thisComputer } from '../procedure.ts';
import type { SiteFacts } from './facts.ts';

/**
 * The other logon servers go on while the site is stopped: they are looked at when it is up again, so that nobody waits for one.
 * No step when the site has none. `step` is the one that describes the site.
 */
export function describeOthers({ site, host, logonServers }: SiteFacts, step: string): Step[] {
  if (logonServers === undefined) return [];
  const except = [host, site.identity.computerName, site.siteServer];
  const names = Object.keys(findLogonServers({ ...logonServers, named: site.logonServers, except }));
  if (names.length === 0) return [];
  return [
    {
      id: 'describe-logon-servers',
      phase: 'store',
      title: `Write down UID files, shares and services of ${names.join(', ')}`,
      source: 'Q183348 step 1; Q127052',
      host: thisComputer,
      action: { type: 'describe-logon-servers', description: step, logonServers },
      byHand: markdown`On each of ${names.join(', ')}: note the name of the .UID file in \`\\\\SERVER\\SMS_SHR\\SMSID\`, the output of \`net share\`, and the services whose names begin with SMS_.`,
    },
  ];
}
