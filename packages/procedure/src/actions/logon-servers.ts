import { formatBytes } from '@resite/errors';
import { upcase } from '@resite/registry/names';
import {
  describeLogonServer,
  type LogonServerDescription,
  logonServerDifferences,
  scarceBytes,
} from '@resite/site/discovery/logon-server';
import type { Execution } from '../execution/execution.ts';
import { openSnapshot } from '../execution/open-snapshot.ts';
import { type AtLogonServer, atLogonServers, findLogonServers } from '../ids/logon-servers.ts';
import type { ActionHandler } from './action-handler.ts';

/** UID names, shares and services of the other logon servers, where they are reached (Q183348 step 1). */
export const describeLogonServers: ActionHandler<'describe-logon-servers'> = async (action, execution) => {
  const { site } = execution.outcome('describe-site', action.description);
  const servers = await atLogonServers(
    findLogonServers({
      ...action.logonServers,
      named: site.logonServers,
      except: [site.identity.computerName, site.siteServer],
    }),
    describeLogonServer,
  );
  const known = servers.map(({ name, found }) => `${name} ${found?.uids.join(', ') ?? 'not known'}`);
  warnOf(servers, execution);
  return {
    detail: known.length === 0 ? 'the site has no other logon server' : `UID files: ${known.join('; ')}`,
    servers,
  };
};

/** The others stay as they are in a restore; the report names what has changed there since the backup, and nothing is done. */
export const compareLogonServers: ActionHandler<'compare-logon-servers'> = async (action, execution) => {
  const { manifest } = await openSnapshot(execution, action.snapshot);
  const { site, logonServers = [] } = manifest;
  const recorded = new Map(logonServers.map(({ name, found }) => [upcase(name), found]));
  const servers = await atLogonServers(
    findLogonServers({
      ...action.logonServers,
      named: [...site.logonServers, ...recorded.keys()],
      except: [site.identity.computerName, site.siteServer],
    }),
    describeLogonServer,
  );
  warnOf(servers, execution);
  let different = 0;
  for (const { name, found } of servers) {
    const was = recorded.get(upcase(name));
    const differences = found && was ? logonServerDifferences(was, found) : [];
    if (differences.length === 0) continue;
    different += 1;
    execution.emit({
      message_type: 'warning',
      text: `Since the backup, at the logon server ${name}: ${differences.join('; ')}`,
    });
  }
  const unknown = servers.filter(({ found }) => found === undefined).length;
  const equal = servers.length - unknown - different;
  return { detail: `${equal} as recorded or counted on, ${different} changed, ${unknown} not known` };
};

function warnOf(servers: readonly AtLogonServer<LogonServerDescription>[], { emit }: Execution): void {
  const warn = (text: string) => emit({ message_type: 'warning', text });
  for (const { name, why, found } of servers) {
    if (why !== undefined) warn(`The logon server ${name} is not known: ${why}`);
    const free = found?.freeBytes;
    if (free === undefined || free >= scarceBytes) continue;
    warn(
      `The logon server ${name} has only ${formatBytes(free)} free on the drive of SMS_SHR. Free some space there: when it is full, SMS_MAINTENANCE_MANAGER of the site hangs and inventory waits (Q168460).`,
    );
  }
}
