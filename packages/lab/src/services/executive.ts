/** SMS_EXECUTIVE: one process that runs the threads which the registry lists, and their logs. */

import { findValue } from '@resite/registry/keys';
import { upcase } from '@resite/registry/names';
import { readString, stringValue } from '@resite/registry/values';
import type { ServiceContext, ServiceMain } from '../service/service.ts';
import { componentKey, smsKey } from '../sms/registry-keys.ts';
import { readSite, type Site } from '../sms/site.ts';
import { despooler } from './threads/despooler.ts';
import { idleThread } from './threads/idle-thread.ts';
import { inventoryDataLoader } from './threads/inventory-data-loader.ts';
import { inventoryProcessor } from './threads/inventory-processor.ts';
import { lanSender } from './threads/lan-sender.ts';
import { maintenanceManager } from './threads/maintenance-manager.ts';
import { scheduler } from './threads/scheduler.ts';
import { siteReporter } from './threads/site-reporter.ts';
import type { MakeThread, Thread } from './threads/thread.ts';

/** By the file that the component list names. */
const threads: Readonly<Record<string, MakeThread>> = {
  'MAINTAIN.DLL': maintenanceManager,
  'INVPROC.DLL': inventoryProcessor,
  'SITEREP.DLL': siteReporter,
  'SCHED.DLL': scheduler,
  'DESPOOL.DLL': despooler,
  'SENDER.DLL': lanSender,
  'DATALDR.DLL': inventoryDataLoader,
  'APPMGR.DLL': idleThread('APPMAN.LOG'),
  'ALERTER.DLL': idleThread('ALERTER.LOG'),
  'TRAPFLTR.DLL': idleThread('TRAPFLTR.LOG'),
};

export const main: ServiceMain = async service => {
  const site = await readSite(service);
  if (site === undefined) throw new Error('the registry describes no SMS site (event 366)');
  const log = site.log('SMSEXEC.LOG', 'SMS_EXECUTIVE', 0x40);
  const listed = await listedThreads(service);
  const made = listed.map(({ component, file }, index) =>
    threads[file]!({ service, site, component, id: 0x50 + index }),
  );
  await service.call(
    'registry.setVolatileKey',
    `${componentKey('SMS_EXECUTIVE')}\\Threads`,
    listed.map(({ component }, index) => stringValue(component, upcase((0x50 + index).toString(16)))),
  );
  await log(`Started ${made.length} threads.`);
  await Promise.all(made.map(thread => runThread(thread, service, site)));
  await log('All threads have stopped.');
};

async function listedThreads(service: ServiceContext): Promise<{ component: string; file: string }[]> {
  const components = await service.call('registry.read', `${smsKey}\\Components`);
  return (components?.subkeys ?? [])
    .map(key => ({ component: key.name, value: findValue(key, 'File') }))
    .map(({ component, value }) => ({ component, file: value === undefined ? '' : upcase(readString(value)) }))
    .filter(({ file }) => file in threads);
}

/** A pass that fails is tried again: other parts of the site, the network or the database may be away for a while. */
async function runThread(thread: Thread, service: ServiceContext, site: Site): Promise<void> {
  const log = site.log(thread.logName, thread.component, thread.id);
  await log('Starting.');
  while (!service.stopping.aborted) {
    const pass = async () => {
      await site.reach();
      await thread.pass(log);
    };
    await pass().catch((error: Error) => log(`Error: ${error.message}`));
    await service.minutes(thread.interval);
  }
  await thread.finish?.();
  await log('Stopping.');
}
