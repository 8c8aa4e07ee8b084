import { compareNames, sameName, upcase } from '@resite/registry/names';
import { componentFlag, type SiteControlFile } from './model.ts';
import { recordsOf, siteAccount } from './records.ts';

/** A server that does part of the work of a site server. */
export interface HelperServer {
  /** Upper-case computer name. */
  readonly name: string;
  /** Components and senders that run there, sorted. */
  readonly components: readonly string[];
}

/**
 * The helper servers of a secondary site, sorted by name: where SMS_SCHEDULER, SMS_DESPOOLER, a sender or another component
 * runs that is not on the site server (Q131698, Q153247, Q135087, Q140366).
 */
export function helperServersOf(file: SiteControlFile): HelperServer[] {
  const { siteServer } = siteAccount(file);
  const elsewhere = [...recordsOf(file, 'component'), ...recordsOf(file, 'sender')].filter(
    ({ flags, server }) =>
      (flags & componentFlag.secondarySite) !== 0 && server.trim() !== '' && !sameName(server, siteServer),
  );
  return [...Map.groupBy(elsewhere, ({ server }) => upcase(server.trim()))]
    .map(([name, records]) => ({
      name,
      components: [...new Set(records.map(record => upcase(record.name)))].sort(compareNames),
    }))
    .sort((a, b) => compareNames(a.name, b.name));
}

/** True when one of them does what brings reports to the parent: SMS_SCHEDULER makes the jobs, a sender sends them (Resource Guide, services). */
export const isReportingElsewhere = (helpers: readonly HelperServer[] = []): boolean =>
  helpers.some(({ components }) => components.some(name => name === 'SMS_SCHEDULER' || name.endsWith('_SENDER')));

/** Such as `BRANCH4 (SMS_DESPOOLER, SMS_SCHEDULER)`. */
export const helpersText = (helpers: readonly HelperServer[]): string =>
  helpers.map(({ name, components }) => `${name} (${components.join(', ')})`).join(', ');
