import { diskOf, later, type MemoryMachine, machineTime, registryOf, servicesOf } from '@resite/host/memory';
import type { ParentDatabase } from './parent-database.ts';
import type { Template } from './template.ts';

/** What a site is made of, by its host: as it was before anything happened. */
export interface SiteSetup {
  readonly template: Template;
  readonly host: string;
  readonly database: ParentDatabase;
  readonly parent: MemoryMachine;
}

const setupEvent = 'set up the site';
const reportEvent = 'report to the parent';

const log = 'C:\\SCMAN.LOG';
const watchdog = 'SMS_SITE_CONFIG_MANAGER';
const shares = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\LanmanServer\\Shares';
/** How long it takes for its round, and until it tries once more, in milliseconds. */
const pauseMs = 5_000;

/** SMS_SITE_CONFIG_MANAGER has come to run: on a server that is not the first one of its site, it brings up what is missing. */
export function watchdogStarted(machine: MemoryMachine, service: string, { template, host }: SiteSetup): void {
  if (service !== watchdog) return;
  const isFirst = diskOf(machine, host).find(log) === undefined && missing(machine, template, host).length === 0;
  if (!isFirst) later(machine, pauseMs, setupEvent);
}

export function siteEvent(machine: MemoryMachine, name: string, setup: SiteSetup): void {
  if (servicesOf(machine).query(watchdog)?.state !== 'running') return;
  const next = name === setupEvent ? setUp(machine, setup) : report(machine, setup);
  if (next !== undefined) later(machine, pauseMs, next);
}

/** Returns what comes next. */
function setUp(machine: MemoryMachine, { template, host }: SiteSetup): string {
  const disk = diskOf(machine, host);
  if (needed.some(path => disk.find(path) === undefined)) return setupEvent;
  try {
    for (const { state: _, ...definition } of missing(machine, template, host)) {
      servicesOf(machine).install(definition, template.password);
      servicesOf(machine).start(definition.name);
    }
    makeShares(machine, template, host);
    const lines = ['Starting.', ...[1, 2, 3, 4].map(stage => `Stage ${stage} is done.`), ''].join('\r\n');
    disk.write(log, Buffer.from(lines));
  } catch {
    return setupEvent; // a full disk, or accounts that are locked out
  }
  return reportEvent;
}

const needed = ['C:\\SMS\\SYSTEM.MAP', 'C:\\SMS\\SITE.SRV\\SITECFG.BOX\\SITECTRL.CT0'];

const missing = (machine: MemoryMachine, template: Template, host: string) =>
  template.services(host).filter(({ name }) => /^SMS_/.test(name) && servicesOf(machine).query(name) === undefined);

function makeShares(machine: MemoryMachine, template: Template, host: string): void {
  const registry = registryOf(machine);
  for (const [path, values] of template.shares(host)) {
    for (const value of values) {
      const key = `${shares}${path}`;
      if (registry.value(key, value.name) === undefined) registry.setValue(key, value);
    }
  }
}

/** Its way leads to a parent that is up. */
function report(machine: MemoryMachine, { template, host, database, parent }: SiteSetup): string | undefined {
  const isHeard = parent.state.power === 'on' && servicesOf(parent).query('SMS_HIERARCHY_MANAGER')?.state === 'running';
  if (!isHeard) return reportEvent;
  const code = template.siteOf(host);
  const stamp = Math.floor(machineTime(machine) / 1000);
  const isOwn = ({ SiteCode, FileType }: Record<string, unknown>) => SiteCode === code && FileType === 1;
  database.controlFiles = database.controlFiles.map(row => (isOwn(row) ? { ...row, TimeStamp: stamp } : row));
  return undefined;
}
