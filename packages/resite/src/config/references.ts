import { isResiteError } from '@resite/errors';
import { type Location, parseLocation } from '@resite/repository/location';
import { profiles } from '@resite/site/profiles/table';
import { hintOf } from '../remedies.ts';
import { nearest } from '../suggest.ts';
import type { ConfigDocument, Problem } from './document.ts';
import type { ConfigFile } from './schema.ts';

/** What one entry says about another: the server belongs to the location, every named host and parent exists, and no site is above itself. */
export function referenceProblems(document: ConfigDocument, content: ConfigFile): Problem[] {
  return [
    ...repositoryProblems(document, content.repository),
    ...profileProblems(document, content.profiles ?? {}),
    ...siteProblems(document, content),
  ];
}

/** A profile has a name of its own, and its parent is the profile of sites that have none above them. */
function profileProblems(document: ConfigDocument, own: NonNullable<ConfigFile['profiles']>): Problem[] {
  const primary = new Set([
    ...profiles.filter(({ siteType }) => siteType === 'primary').map(({ name }) => name),
    ...Object.entries(own).flatMap(([name, { parent }]) => (parent === undefined ? [name] : [])),
  ]);
  return Object.entries(own).flatMap(([name, { parent }]) => {
    const taken = profiles.some(known => known.name === name)
      ? [document.problem(['profiles', name], `Resite comes with a profile ${name}; take another name`, 'key')]
      : [];
    if (parent === undefined || primary.has(parent)) return taken;
    const message = `there is no profile "${parent}" of sites without a parent${guess(parent, [...primary])}`;
    return [...taken, document.problem(['profiles', name, 'parent'], message)];
  });
}

/** What only some kinds of servers know. */
const kindsOf: Readonly<Record<string, readonly Location['kind'][]>> = {
  user: ['rest', 's3'],
  caFile: ['rest', 's3'],
  keyFile: ['sftp'],
  knownHostsFile: ['sftp'],
  region: ['s3'],
};

function repositoryProblems(document: ConfigDocument, { location, server = {} }: ConfigFile['repository']): Problem[] {
  const at = ['repository', 'location'];
  try {
    const { kind } = parseLocation(location);
    return Object.keys(server)
      .filter(key => kind === 'local' || kindsOf[key]?.includes(kind) === false)
      .map(key => {
        const what = kind === 'local' ? 'a local folder' : `a repository over ${kind}`;
        return document.problem(['repository', 'server', key], `${key} means nothing for ${what}`, 'key');
      });
  } catch (error) {
    if (!isResiteError(error)) throw error;
    return [document.problem(at, `${error.message}. ${hintOf(error) ?? ''}`)];
  }
}

function siteProblems(document: ConfigDocument, { hosts, sites, profiles: own = {} }: ConfigFile): Problem[] {
  return Object.entries(sites).flatMap(([code, { host, parent, profile, ...rest }]) => {
    const problems: Problem[] = [];
    const wanted = own[profile]?.parent;
    for (const [index, name] of ('logonServers' in rest ? (rest.logonServers ?? []) : []).entries()) {
      if (Object.hasOwn(hosts, name)) continue;
      const message = `there is no host "${name}" under hosts${guess(name, Object.keys(hosts))}`;
      problems.push(document.problem(['sites', code, 'logonServers', String(index)], message));
    }
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
    } else if (wanted !== undefined && sites[parent]!.profile !== wanted) {
      problems.push(document.problem(at, `site ${parent} is no ${wanted}, as the parent of a ${profile} is`));
    } else if (isAboveItself(code, sites)) {
      problems.push(document.problem(at, `site ${code} is above its own parent ${parent}`));
    }
    return problems;
  });
}

function isAboveItself(code: string, sites: ConfigFile['sites']): boolean {
  const seen = new Set<string>();
  for (let next = sites[code]?.parent; next !== undefined && !seen.has(next); next = sites[next]?.parent) {
    if (next === code) return true;
    seen.add(next);
  }
  return false;
}

function others(code: string, sites: ConfigFile['sites']): string[] {
  return Object.keys(sites).filter(other => other !== code);
}

function guess(name: string, known: string[]): string {
  const near = nearest(name, known);
  return near === undefined ? '' : `; did you mean ${near}?`;
}
