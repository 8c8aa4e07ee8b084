import { setTimeout as delay } from 'node:timers/promises';
import { ResiteError } from '@resite/errors';
import { type LabStatus, labStatus, type SiteStatus } from './status.ts';

/**
 * Waits until every service of SMS and every SQL server on the machines that are up runs, and every site of such a machine
 * is ACTIVE in the database of its parent, if that machine is up too. Returns the status then; `SERVICE_TIMEOUT` says what
 * was still missing.
 */
export async function labSettled(folder: string, { timeoutMs = 300_000 } = {}): Promise<LabStatus> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const status = await labStatus(folder);
    const missing = [...missingServices(status), ...missingSites(status)];
    if (missing.length === 0) return status;
    if (performance.now() > deadline) {
      throw new ResiteError('SERVICE_TIMEOUT', `the lab in ${folder} has not settled: ${missing.join('; ')}`, {
        hint: 'Look at machine.log of the machine, SCMAN.LOG in the root of its drive and the logs in SMS\\LOGS.',
      });
    }
    await delay(200);
  }
}

function missingServices({ machines, sites }: LabStatus): string[] {
  return machines.flatMap(({ name, services }) =>
    services
      .filter(service => runsAt(service.name, { isSiteServer: sites.some(({ machine }) => machine === name) }))
      .filter(({ state }) => state !== 'running')
      .map(service => `${service.name} on ${name} is ${service.state}`),
  );
}

/** The agents of another logon server are installed, and do not run. */
function runsAt(service: string, { isSiteServer }: { isSiteServer: boolean }): boolean {
  return isSiteServer ? /^(SMS_|MSSQLSERVER$)/.test(service) : service === 'SMS_EXECUTIVE';
}

function missingSites({ machines, sites }: LabStatus): string[] {
  const isUp = (site: SiteStatus) => machines.some(({ name, state }) => name === site.machine && state === 'up');
  const parentOf = (site: SiteStatus) => sites.find(({ code }) => code === site.parent) ?? site;
  return sites
    .filter(site => isUp(site) && isUp(parentOf(site)) && site.status !== 'ACTIVE')
    .map(({ code, status }) => `site ${code} is ${status ?? 'not known'}`);
}
