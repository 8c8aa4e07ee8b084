import { diskOf, type MachineWorld, type MemoryMachine } from '@resite/host/memory';
import {
  fileType,
  formatSiteControlFile,
  parseSiteControlFile,
  type SiteControlFile,
} from '@resite/site/site-control-file';
import { received, type ScratchOptions } from './scratches.ts';
import type { SiteSetup } from './site-setup.ts';
import type { Template } from './template.ts';

/** The one host that is lost in stories is the one that is rehearsed, too. */
export function scratchesLike(
  template: Template,
  around: MachineWorld,
  setups: Map<MemoryMachine, SiteSetup>,
): Pick<ScratchOptions, 'bare' | 'around'> {
  const [[host, bare]] = [...template.bare] as [
    [string, Template['machines'] extends ReadonlyMap<string, infer S> ? S : never],
  ];
  return {
    bare,
    around: (accounts, standIn) => ({
      ...around,
      account: name => (accounts.includes(name) ? {} : undefined),
      serviceStarted: (machine, service) => {
        const report: SiteSetup['report'] = (from, stamp) => sendControlFile(from, standIn(), stamp);
        if (!setups.has(machine)) setups.set(machine, { template, host, report });
        around.serviceStarted?.(machine, service);
      },
    }),
  };
}

const controlFile = 'C:\\SMS\\SITE.SRV\\SITECFG.BOX\\SITECTRL.CT0';

/** The site writes how it is, and its sender brings that to where it takes its parent to be. */
function sendControlFile(from: MemoryMachine, to: MemoryMachine | undefined, stamp: number): boolean {
  const entry = diskOf(from, '').find(controlFile);
  if (to?.state.power !== 'on' || entry === undefined || !('content' in entry)) return false;
  const actual = asActual(parseSiteControlFile(entry.content), stamp);
  diskOf(to, '').write(`${received}\\${stamp}.CT2`, formatSiteControlFile(actual));
  return true;
}

const asActual = (file: SiteControlFile, stamp: number): SiteControlFile => ({
  ...file,
  records: file.records.map(record =>
    record.kind === 'file-definition' ? { ...record, fileType: fileType.actual, stamp } : record,
  ),
});
