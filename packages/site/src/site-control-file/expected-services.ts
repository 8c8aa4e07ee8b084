import { compareNames, upcase } from '@resite/registry/names';
import { componentFlag, type SiteControlFile } from './model.ts';
import { propertyNumber, recordsOf } from './records.ts';

/** A Windows NT service that a site control file calls for on the site server. */
export interface ExpectedService {
  readonly name: string;
  /** Program file without a folder; '' for agents, whose program the file does not name. */
  readonly file: string;
  /** Starts with Windows NT; only SMS_SITE_CONFIG_MANAGER does. */
  readonly autostart: boolean;
}

/**
 * The services that must be there when the site works: components flagged for this type of site that are no threads of
 * the SMS Executive and not optional, and the agents that a property asks for on the site server (bit 0x1), such as
 * SMS_INVENTORY_AGENT_NT. Which agent a property stands for is read from the list of the network type, and known for
 * three (Resource Guide, "Site Control File" and its sample).
 */
export function expectedServices(file: SiteControlFile, site: 'primary' | 'secondary'): ExpectedService[] {
  const wanted = site === 'secondary' ? componentFlag.secondarySite : componentFlag.primarySite;
  const excluded = componentFlag.asThread | componentFlag.optionalService;
  const components = recordsOf(file, 'component')
    .filter(({ flags }) => (flags & wanted) !== 0 && (flags & excluded) === 0)
    .map(({ name, file, flags }) => ({ name, file, autostart: (flags & componentFlag.autostart) !== 0 }));
  const agents = agentsByProperty(file)
    .filter(([property]) => ((propertyNumber(file, property) ?? 0) & 0x1) !== 0)
    .map(([, name]) => ({ name, file: '', autostart: false }));
  const services = new Map<string, ExpectedService>();
  for (const service of [...agents, ...components]) services.set(upcase(service.name), service);
  return [...services.values()].sort((a, b) => compareNames(a.name, b.name));
}

const knownAgents: readonly (readonly [property: string, service: string])[] = [
  ['INVENTORY AGENT ON SERVERS', 'SMS_INVENTORY_AGENT_NT'],
  ['PACKAGE COMMAND MANAGER ON SERVERS', 'SMS_PACKAGE_COMMAND_MANAGER_NT'],
  ['CLIENT CONFIG MANAGER ON SERVERS', 'SMS_CLIENT_CONFIG_MANAGER'],
];

function agentsByProperty(file: SiteControlFile): readonly (readonly [property: string, service: string])[] {
  const listed = recordsOf(file, 'property-list')
    .flatMap(({ items }) => items)
    .map(item => /^([^|]+)\|WINDOWS.NT[^=]*=(.+)$/i.exec(item))
    .filter(match => match !== null)
    .map(match => [match[1]!, match[2]!] as const);
  return [...knownAgents, ...listed];
}
