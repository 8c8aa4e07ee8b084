/**
 * SMS_SITE_CONFIG_MANAGER: installs and keeps up a site from its site control file. Stages and events as Q130906, Q122179
 * and the Resource Guide describe them.
 */

import { access, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { sameName } from '@resite/registry/names';
import { readDword } from '@resite/registry/values';
import { formatSiteControlFile, type SiteControlFile, siteAccount } from '@resite/site/site-control-file';
import type { ServiceContext, ServiceMain } from '../service/service.ts';
import { listBox, putFile, randomName, removeFile } from '../sms/box.ts';
import { describesSite, imageOf, masterCopy, readControlFile, requestNewFile } from '../sms/control-files.ts';
import { componentKey } from '../sms/registry-keys.ts';
import { registrySettings } from '../sms/registry-settings.ts';
import { readSite, type Site } from '../sms/site.ts';
import { openTraceLog, type TraceLog } from '../sms/trace-log.ts';
import { installComponents } from './site-config-manager/install-components.ts';
import { installShares } from './site-config-manager/install-shares.ts';
import { startHelpers } from './site-config-manager/start-helpers.ts';

const component = 'SMS_SITE_CONFIG_MANAGER';

/** Codes of SENDCODE (Q168682). */
const watchdogCode = 192;
const watchdogAndReportCode = 193;

/** Lab minutes between two looks for new control files, and before a configuration that failed is tried again. */
const pause = 5;
const retry = 30;

export const main: ServiceMain = async service => {
  // In the root of the drive that SMS lies on, outside of its directory (Q125452).
  const log = openTraceLog(service.local(`${service.imagePath.slice(0, 3)}SCMAN.LOG`), component, 0x3a);
  await log(`Starting on ${service.computerName}.`);
  const site = await waitForSite(service, log);
  if (site === undefined) return;
  const intervals = await readIntervals(service);

  let wake = new AbortController();
  const due = { watchdog: true, report: true };
  service.onControl(code => {
    if (code !== watchdogCode && code !== watchdogAndReportCode) return;
    due.watchdog = true;
    due.report ||= code === watchdogAndReportCode;
    wake.abort();
  });

  await service.minutes(intervals.restart);
  const timers = { watchdog: 0, report: 0 };
  let asked = false;
  while (!service.stopping.aborted) {
    if (await takeNewControlFile(site, log).catch(note(log, false))) due.watchdog = due.report = true;
    if (due.watchdog) {
      due.watchdog = false;
      wake = new AbortController();
      const control = await readMaster(service, site, log);
      if (control === undefined && !asked) await askForControlFile(site, log);
      asked = control === undefined;
      const complete = control !== undefined && (await configure(service, site, control, log).catch(note(log, false)));
      timers.watchdog = complete ? 0 : intervals.watchdog - retry;
      if (complete && due.report) {
        await sendReport(site, control, log);
        timers.report = 0;
        due.report = false;
      }
    }
    await service.minutes(pause, wake.signal);
    timers.watchdog += pause;
    timers.report += pause;
    due.report ||= timers.report >= intervals.report;
    due.watchdog ||= due.report || timers.watchdog >= intervals.watchdog;
  }
  await log('Stopping.');
};

/** Without its identification in the registry the service can do nothing, and looks again (events 209 and 366). */
async function waitForSite(service: ServiceContext, log: TraceLog): Promise<Site | undefined> {
  while (!service.stopping.aborted) {
    const site = await readSite(service);
    if (site !== undefined) return site;
    await log('Event 209: the Identification key in the registry lacks the site code or the install directory.');
    await service.minutes(60);
  }
  return undefined;
}

/** In minutes (Resource Guide); the defaults are those of SMS. */
async function readIntervals(service: ServiceContext) {
  const read = async (name: string, otherwise: number) => {
    const value = await service.value(componentKey(component), name);
    return value === undefined ? otherwise : readDword(value);
  };
  return {
    restart: await read('Restart After Shutdown Delay', 5),
    watchdog: await read('Watchdogging Interval', 120),
    report: await read('Site Configuration Reporting Interval', 1440),
  };
}

/** Makes the first valid CT1 the master copy. True when there was one. */
async function takeNewControlFile(site: Site, log: TraceLog): Promise<boolean> {
  const box = site.folder('SITE.SRV', 'SITECFG.BOX');
  for (const name of await listBox(box, '.CT1')) {
    const path = join(box, name);
    const file = await readControlFile(path);
    if (file === 'invalid' || file === undefined) await refuse(path, '710', log);
    else if (!describesSite(file, site.code, site.root)) await refuse(path, '714', log);
    else {
      await putFile(box, masterCopy, formatSiteControlFile(file));
      await removeFile(path);
      await log(`Processed ${name}; it is the master site control file now.`);
      return true;
    }
  }
  return false;
}

/** Undefined when there is no master copy that is good for this site. */
async function readMaster(service: ServiceContext, site: Site, log: TraceLog): Promise<SiteControlFile | undefined> {
  const path = site.folder('SITE.SRV', 'SITECFG.BOX', masterCopy);
  const file = await readControlFile(path);
  if (file === undefined) {
    await log('Event 242: cannot start site configuration until a site control file is received.');
  } else if (file === 'invalid') {
    await log(`Event 211: ${masterCopy} is invalid.`);
    await refuse(path, '710', log);
  } else if (!describesSite(file, site.code, site.root)) {
    await refuse(path, '714', log);
  } else if (!sameName(siteAccount(file).siteServer, service.computerName)) {
    await log(`Error: the site server is ${siteAccount(file).siteServer}, and this is ${service.computerName}.`);
  } else return file;
  return undefined;
}

/** All that the site consists of is put in place, or back in place. False when something could not be done. */
async function configure(
  service: ServiceContext,
  site: Site,
  control: SiteControlFile,
  log: TraceLog,
): Promise<boolean> {
  await access(site.folder('SYSTEM.MAP')).catch(() => {
    throw new Error('Event 237: SYSTEM.MAP is missing.');
  });
  await log('Stage 1: writing the site configuration into the registry.');
  for (const { key, value } of registrySettings(control)) await service.call('registry.setValue', key, value);
  await log('Stage 2: checking directories and shares.');
  await service.call('network.folder', `\\\\${siteAccount(control).siteServer}\\${site.root[0]}$`);
  const shared = await installShares(service, site, log);
  await log('Stage 3: checking services.');
  const installed = await installComponents(service, site, control, log);
  await startHelpers(service, control, log);
  await log('Stage 4: site configuration is complete.');
  return shared && installed;
}

/** A CT2: the scheduler and the LAN sender take it to the parent, the hierarchy manager reads it there. */
async function sendReport(site: Site, control: SiteControlFile, log: TraceLog): Promise<void> {
  const name = `${randomName()}.CT2`;
  await putFile(site.folder('SITE.SRV', 'SITECFG.BOX'), name, imageOf(control, 'actual', 'Site status'));
  await log(`Wrote the site status ${name}.`);
}

async function askForControlFile(site: Site, log: TraceLog): Promise<void> {
  if (site.parent === '') return;
  const name = `${randomName()}.CT2`;
  await putFile(site.folder('SITE.SRV', 'SITECFG.BOX'), name, requestNewFile(site.code, site.parent, site.build));
  await log(`Asked site ${site.parent} for a site control file (RequestNewSCFile) with ${name}.`);
}

async function refuse(path: string, extension: string, log: TraceLog): Promise<void> {
  const renamed = path.replace(/\.[^.]*$/, `.${extension}`);
  await rename(path, renamed);
  await log(
    `Error ${extension}: refused the site control file; it was renamed to ${renamed.slice(renamed.lastIndexOf('/') + 1)}.`,
  );
}

/** For what may go wrong in one pass and right in the next. */
function note<Value>(log: TraceLog, value: Value): (error: Error) => Promise<Value> {
  return async error => {
    await log(`Error: ${error.message}`);
    return value;
  };
}
