import type { SecretReference } from '@resite/procedure';
import { fingerprintOf } from '@resite/procedure/keys';
import type { Config } from '../config/config.ts';
import { formatSeconds, table } from '../text.ts';

/** The configuration as it is understood: absolute paths, and of secrets only the place. */
export function describeConfig(config: Config): string[] {
  const { file, repository, hosts, sites, state, downtimeBudget, trustedKeys = [] } = config;
  const rows: string[][] = [
    ['file', file],
    ['repository', repository.location],
    ['repository password', describeSecret(repository.password)],
    ...describeServer(repository.server),
    ['state', state],
    ...(downtimeBudget === undefined ? [] : [['downtime budget', formatSeconds(downtimeBudget)]]),
  ];
  for (const [name, host] of Object.entries(hosts)) {
    rows.push([`host ${name}`, `${host.driver} ${host.driver === 'lab' ? host.machine : host.folder}`]);
  }
  for (const [code, { profile, host, parent, logonServers, serviceAccount }] of Object.entries(sites)) {
    rows.push([`site ${code}`, `${profile} on ${host}${parent === undefined ? '' : `, below ${parent}`}`]);
    if (logonServers !== undefined) rows.push([`site ${code} logon servers`, logonServers.join(', ')]);
    if (serviceAccount === undefined) continue;
    rows.push([`site ${code} account`, `${serviceAccount.user}, password ${describeSecret(serviceAccount.password)}`]);
  }
  for (const { name, publicKey, retired } of trustedKeys)
    rows.push([`key ${name}`, `${fingerprintOf(publicKey)}${retired === undefined ? '' : `, retired ${retired}`}`]);
  return table(rows);
}

function describeServer(server: Config['repository']['server']): string[][] {
  if (server === undefined) return [];
  const { password, ...settings } = server;
  return [
    ...Object.entries(settings).map(([key, value]) => [`server ${key}`, value]),
    ...(password === undefined ? [] : [['server password', describeSecret(password)]]),
  ];
}

function describeSecret(secret: SecretReference | undefined): string {
  if (secret === undefined || 'prompt' in secret) return 'is asked for';
  return 'file' in secret ? `from file ${secret.file}` : `from command ${secret.command}`;
}
