import { nearest } from '../suggest.ts';
import type { ConfigDocument, Problem } from './document.ts';
import type { ConfigFile } from './schema.ts';

/** What one entry says about another: every named host and parent exists, and no site is above itself. */
export function referenceProblems(document: ConfigDocument, { hosts, sites }: ConfigFile): Problem[] {
  return Object.entries(sites).flatMap(([code, { host, parent, ...rest }]) => {
    const problems: Problem[] = [];
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
