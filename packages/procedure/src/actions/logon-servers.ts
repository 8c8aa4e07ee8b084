import { upcase } from '@resite/registry/names';
import { describeLogonServer, logonServerDifferences } from '@resite/site/discovery/logon-server';
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
  warnOfUnknown(servers, execution);
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
  warnOfUnknown(servers, execution);
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

function warnOfUnknown(servers: readonly AtLogonServer<unknown>[], { emit }: Execution): void {
  for (const { name, why } of servers) {
    if (why !== undefined) emit({ message_type: 'warning', text: `The logon server ${name} is not known: ${why}` });
  }
}
