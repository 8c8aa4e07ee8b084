import { isResiteError } from '@resite/errors';
import { plainProse } from '@resite/errors/prose';
import { type Location, parseLocation } from '@resite/repository/location';
import { profiles } from '@resite/site/profiles/table';
import { hintOf } from '../remedies.ts';
import { nearest } from '../suggest.ts';
import { type ConfigDocument, type Problem, toldOnce } from './document.ts';
import type { ConfigFile } from './schema.ts';

/** What one entry says about another: the server belongs to the location, every named host and parent exists, and no site is above itself. */
export function referenceProblems(document: ConfigDocument, content: ConfigFile): Problem[] {
  return [
    ...repositoryProblems(document, content.repository),
    ...Object.entries(content.hosts).flatMap(([name, host]) => protocolProblems(document, name, host)),
    ...toldOnce(profileProblems(document, content.profiles ?? {})),
    ...toldOnce(siteProblems(document, content)),
  ];
}

const generations = ['NT1', 'SMB2', 'SMB3'];

/** The oldest version is not newer than the newest, and NTLMv1 is for those that know SMB 1 alone. */
function protocolProblems(document: ConfigDocument, name: string, host: ConfigFile['hosts'][string]): Problem[] {
  if (host.driver !== 'windows') return [];
  const { min = 'SMB2', max = 'SMB3' } = host.protocol ?? {};
  const at = ['hosts', name];
  const swapped = generations.indexOf(min) > generations.indexOf(max);
  const tooSafe = host.ntlmV1 === true && min !== 'NT1';
  const least = max === 'NT1' ? '; SMB 1 alone is { min: NT1, max: NT1 }' : '';
  return [
    ...(swapped
      ? [document.problem([...at, 'protocol'], `min is ${min}, which is newer than max, ${max}${least}`)]
      : []),
    ...(tooSafe ? [document.problem([...at, 'ntlmV1'], 'ntlmV1 is for hosts with protocol: { min: NT1 }')] : []),
  ];
}

/** A profile has a name of its own, and its parent is the profile of sites that have none above them. */
function profileProblems(document: ConfigDocument, own: NonNullable<ConfigFile['profiles']>): Problem[] {
  const primary = profilesOfParents(own);
  return Object.entries(own).flatMap(([name, { parent }]) => {
    const taken = profiles.some(known => known.name === name)
      ? [document.problem(['profiles', name], `Resite comes with a profile ${name}; take another name`, 'key')]
      : [];
    if (parent === undefined || primary.has(parent)) return taken;
    const message = `there is no profile "${parent}" of sites without a parent${guess(parent, [...primary])}`;
    return [...taken, document.problem(['profiles', name, 'parent'], message)];
  });
}

function profilesOfParents(own: NonNullable<ConfigFile['profiles']>): ReadonlySet<string> {
  return new Set([
    ...profiles.filter(({ siteType }) => siteType === 'primary').map(({ name }) => name),
    ...Object.entries(own).flatMap(([name, { parent }]) => (parent === undefined ? [name] : [])),
  ]);
}

/** What only some kinds of servers know. */
const kindsOf: Readonly<Record<string, readonly Location['kind'][]>> = {
  user: ['rest', 's3'],
  caFile: ['rest', 's3'],
  clientCertificateFile: ['rest', 's3'],
  keyFile: ['sftp'],
  knownHostsFile: ['sftp'],
  region: ['s3'],
};

function repositoryProblems(document: ConfigDocument, { location, server = {} }: ConfigFile['repository']): Problem[] {
  const at = ['repository', 'location'];
  try {
    const { kind } = parseLocation(location);
    if (kind === 'local' && Object.keys(server).length > 0)
      return [document.problem(['repository', 'server'], 'server means nothing for a local folder', 'key')];
    return Object.keys(server)
      .filter(key => kindsOf[key]?.includes(kind) === false)
      .map(key => {
        const message = `${key} means nothing for a repository over ${kind}`;
        return document.problem(['repository', 'server', key], message, 'key');
      });
  } catch (error) {
    if (!isResiteError(error)) throw error;
    return [document.problem(at, `${error.message}. ${plainProse(hintOf(error) ?? '')}`)];
  }
}

function siteProblems(document: ConfigDocument, { hosts, sites, profiles: own = {} }: ConfigFile): Problem[] {
  const ofParents = profilesOfParents(own);
  const inCircles = new Set<string>();
  return Object.entries(sites).flatMap(([code, { host, parent, profile }]) => {
    const problems = serverProblems(document, { hosts, sites }, code);
    const wanted = own[profile]?.parent;
    if (!Object.hasOwn(hosts, host)) {
      problems.push(
        document.problem(
          ['sites', code, 'host'],
          `there is no host "${host}" under hosts${guess(host, Object.keys(hosts))}`,
        ),
      );
    }
    if (parent === undefined) return problems;
    const at = ['sites', code, 'parent'];
    if (parent === code) problems.push(document.problem(at, `site ${code} cannot be its own parent`));
    else if (!Object.hasOwn(sites, parent)) {
      problems.push(
        document.problem(at, `there is no site "${parent}" under sites${guess(parent, others(code, sites))}`),
      );
    } else if (wanted !== undefined && ofParents.has(wanted) && sites[parent]!.profile !== wanted) {
      problems.push(document.problem(at, `site ${parent} is no ${wanted}, as the parent of a ${profile} is`));
    } else if (!inCircles.has(code) && isAboveItself(code, sites)) {
      for (const one of above(code, sites)) inCircles.add(one);
      problems.push(document.problem(at, `site ${code} is above its own parent ${parent}`));
    }
    return problems;
  });
}

/** The other servers of a site are hosts, and nothing else is asked of a helper server. */
function serverProblems(
  document: ConfigDocument,
  { hosts, sites }: Pick<ConfigFile, 'hosts' | 'sites'>,
  code: string,
): Problem[] {
  const names = Object.keys(hosts);
  const problem = (key: ServerKey, index: number, message: string) =>
    document.problem(['sites', code, key, String(index)], message);
  const unknown = serverKeys.flatMap(key =>
    serversOf(sites[code]!, key).flatMap((name, index) =>
      names.includes(name) ? [] : [problem(key, index, `there is no host "${name}" under hosts${guess(name, names)}`)],
    ),
  );
  const taken = serversOf(sites[code]!, 'helperServers').flatMap((name, index) => {
    const task = taskOf(name, { code, index }, sites);
    if (task === undefined) return [];
    return [problem('helperServers', index, `${name} cannot be a helper server: it is ${task} already`)];
  });
  return [...unknown, ...taken];
}

const serverKeys = ['logonServers', 'helperServers'] as const;
type ServerKey = (typeof serverKeys)[number];

/** What only some kinds of sites have. */
const serversOf = (site: ConfigFile['sites'][string], key: ServerKey): readonly string[] =>
  ('logonServers' in site || 'helperServers' in site ? site[key] : undefined) ?? [];

/** What a host is already. No two sites have a helper server in common, for its shares belong to one site (Q122179, event 236). */
function taskOf(
  name: string,
  { code, index }: { code: string; index: number },
  sites: ConfigFile['sites'],
): string | undefined {
  const server = Object.keys(sites).find(other => sites[other]!.host === name);
  if (server !== undefined) return `the server of site ${server}`;
  for (const other of Object.keys(sites)) {
    const place = serversOf(sites[other]!, 'helperServers').indexOf(name);
    if (other === code) return place < index ? `a helper server of site ${other}` : undefined;
    if (place >= 0) return `a helper server of site ${other}`;
  }
  return undefined;
}

const isAboveItself = (code: string, sites: ConfigFile['sites']) => above(code, sites).has(code);

/** Codes of the sites above one. */
function above(code: string, sites: ConfigFile['sites']): ReadonlySet<string> {
  const seen = new Set<string>();
  for (let next = sites[code]?.parent; next !== undefined && !seen.has(next); next = sites[next]?.parent)
    seen.add(next);
  return seen;
}

function others(code: string, sites: ConfigFile['sites']): string[] {
  return Object.keys(sites).filter(other => other !== code);
}

function guess(name: string, known: string[]): string {
  const near = nearest(name, known);
  return near === undefined ? '' : `; did you mean ${near}?`;
}
