import {
  childrenOf,
  diskOf,
  isFolder,
  later,
  type MemoryMachine,
  machineTime,
  registryOf,
  servicesOf,
} from '@resite/host/memory';
import type { ParentDatabase } from './parent-database.ts';
import type { Template } from './template.ts';

/** What a site is made of, by its host: as it was before anything happened. */
export interface SiteSetup {
  readonly template: Template;
  readonly host: string;
  /** Sends to the parent when the site was set up, in seconds since 1970. False when nothing of it arrives. */
  readonly report: (machine: MemoryMachine, stamp: number) => boolean;
}

const setupEvent = 'set up the site';
const reportEvent = 'report to the parent';
const lookEvent = 'look for site control files';

const log = 'C:\\SCMAN.LOG';
const watchdog = 'SMS_SITE_CONFIG_MANAGER';
const shares = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\LanmanServer\\Shares';
/** How long it takes for its round, and until it tries once more, in milliseconds. */
const pauseMs = 5_000;
const lookMs = 60_000;

/** SMS_SITE_CONFIG_MANAGER has come to run: on a server that is not the first one of its site, it brings up what is missing. */
export function watchdogStarted(machine: MemoryMachine, service: string, { template, host }: SiteSetup): void {
  if (service !== watchdog) return;
  const isFirst = diskOf(machine, host).find(log) === undefined && missing(machine, template, host).length === 0;
  if (!isFirst) later(machine, pauseMs, setupEvent);
}

/** As `SENDCODE SMS_SITE_CONFIG_MANAGER 192` on the site server: it writes its site control file anew and reports. */
export const sendSiteCode = (machine: MemoryMachine): void => later(machine, 0, reportEvent);

export function siteEvent(machine: MemoryMachine, name: string, setup: SiteSetup): void {
  if (servicesOf(machine).query(watchdog)?.state !== 'running') return;
  const next = events[name]!(machine, setup);
  later(machine, next === lookEvent ? lookMs : pauseMs, next);
}

/** Returns what comes next. */
function setUp(machine: MemoryMachine, { template, host }: SiteSetup): string {
  const disk = diskOf(machine, host);
  if (needed.some(path => disk.find(path) === undefined)) return setupEvent;
  try {
    const control = servicesOf(machine);
    for (const { state: _, ...definition } of missing(machine, template, host)) {
      control.install(definition, template.password);
    }
    for (const { name, state } of control.list()) if (/^SMS_/.test(name) && state === 'stopped') control.start(name);
    makeShares(machine, template, host);
    const lines = ['Starting.', ...[1, 2, 3, 4].map(stage => `Stage ${stage} is done.`), ''].join('\r\n');
    disk.write(log, Buffer.from(lines));
  } catch {
    return setupEvent; // a full disk, or accounts that are locked out
  }
  return reportEvent;
}

const box = 'C:\\SMS\\SITE.SRV\\SITECFG.BOX';
const needed = ['C:\\SMS\\SYSTEM.MAP', `${box}\\SITECTRL.CT0`];

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

const report = (machine: MemoryMachine, { report: send }: SiteSetup): string =>
  send(machine, Math.floor(machineTime(machine) / 1000)) ? lookEvent : reportEvent;

/** A way to a parent, which is heard where that is up. */
export function reportTo(parent: MemoryMachine, database: ParentDatabase, code: string): SiteSetup['report'] {
  const isOwn = ({ SiteCode, FileType }: Record<string, unknown>) => SiteCode === code && FileType === 1;
  return (_machine, stamp) => {
    const { state } = parent;
    if (state.power !== 'on' || servicesOf(parent).query('SMS_HIERARCHY_MANAGER')?.state !== 'running') return false;
    database.controlFiles = database.controlFiles.map(row => (isOwn(row) ? { ...row, TimeStamp: stamp } : row));
    return true;
  };
}

/** What comes in is the same as what is there, as nobody changes a site here: it is worked through, and reported. */
function look(machine: MemoryMachine, { host }: SiteSetup): string {
  const disk = diskOf(machine, host);
  const place = disk.find(box);
  const names = place !== undefined && isFolder(place) ? childrenOf(place).map(({ info }) => info.name) : [];
  const waiting = names.filter(name => /\.CT1$/i.test(name));
  for (const name of waiting) disk.remove(`${box}\\${name}`);
  return waiting.length > 0 ? reportEvent : lookEvent;
}

const events: Readonly<Record<string, (machine: MemoryMachine, setup: SiteSetup) => string>> = {
  [setupEvent]: setUp,
  [reportEvent]: report,
  [lookEvent]: look,
};
