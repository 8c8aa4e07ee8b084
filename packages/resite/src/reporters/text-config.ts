import type { HostSettings, SecretReference } from '@resite/procedure';
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
    rows.push(...describeHost(name, host));
  }
  for (const [code, { profile, host, parent, logonServers, helperServers, serviceAccount }] of Object.entries(sites)) {
    rows.push([`site ${code}`, `${profile} on ${host}${parent === undefined ? '' : `, below ${parent}`}`]);
    if (logonServers !== undefined) rows.push([`site ${code} logon servers`, logonServers.join(', ')]);
    if (helperServers !== undefined) rows.push([`site ${code} helper servers`, helperServers.join(', ')]);
    if (serviceAccount === undefined) continue;
    rows.push([`site ${code} account`, `${serviceAccount.user}, password ${describeSecret(serviceAccount.password)}`]);
  }
  for (const { name, publicKey, retired } of trustedKeys)
    rows.push([`key ${name}`, `${fingerprintOf(publicKey)}${retired === undefined ? '' : `, retired ${retired}`}`]);
  return table(rows);
}

function describeHost(name: string, host: HostSettings): string[][] {
  if (host.driver === 'lab') return [[`host ${name}`, `lab ${host.machine}`]];
  if (host.driver === 'image') return [[`host ${name}`, `image ${host.folder}`]];
  const { address, user, password, protocol = {}, ntlmV1 = false, port, databaseCommand } = host;
  const { min = 'SMB2', max = 'SMB3' } = protocol;
  const at = port === undefined ? address : `${address}, port ${port}`;
  const insecure = [
    ...(min === 'NT1' ? ['SMB 1 (NT1) is allowed: neither encrypted nor reliably signed'] : []),
    ...(ntlmV1 ? ['NTLMv1 is used: who listens can crack the password'] : []),
  ];
  return [
    [`host ${name}`, `windows ${at}, ${min === max ? min : `${min} to ${max}`}`],
    [`host ${name} account`, `${user}, password ${describeSecret(password)}`],
    ...insecure.map(warning => [`host ${name} danger`, warning]),
    ...(databaseCommand === undefined ? [] : [[`host ${name} database`, `by command "${databaseCommand}"`]]),
  ];
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
