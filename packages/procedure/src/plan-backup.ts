import { captureRoots, findProfile, type Profile, type SiteDescription } from '@resite/site';
import type { HostSettings } from './connect.ts';
import { type Procedure, type RepositorySettings, type ServiceAccount, type Step, thisComputer } from './procedure.ts';

export interface BackupFacts {
  readonly site: SiteDescription;
  /** The configured names of the hosts; both are keys of `hosts`. */
  readonly host: string;
  readonly parent: string;
  readonly parentCode: string;
  readonly parentServices: readonly string[];
  readonly hosts: Readonly<Record<string, HostSettings>>;
  readonly repository: RepositorySettings;
  readonly account: ServiceAccount;
}

/**
 * The backup of a site by Q138347, in two phases: what can be read while the site runs is read before the stop; the
 * registry is saved after it, so that it is as old as the files; and the services return before anything is uploaded.
 */
export function planBackup(facts: BackupFacts): Procedure {
  const profile = findProfile(facts.site.profile);
  return {
    schema: 1,
    kind: 'backup',
    title: `Back up ${profile.title} ${facts.site.siteCode} on ${facts.host}`,
    siteCode: facts.site.siteCode,
    profile: profile.name,
    // In stopping order: a clean-up goes through it backwards.
    hosts: { [facts.host]: facts.hosts[facts.host]!, [facts.parent]: facts.hosts[facts.parent]! },
    repository: facts.repository,
    steps: [...before(facts, profile), ...stopped(facts, profile), ...after(facts, profile)],
  };
}

function before({ site, host, parent, parentCode, parentServices }: BackupFacts, profile: Profile): Step[] {
  const services = inStoppingOrder(profile, site);
  return [
    {
      id: 'check',
      title: `Check that ${site.siteCode} can be backed up`,
      source: 'Q138347 Summary',
      host,
      action: { type: 'check-before-backup', site: host, parent, parentCode },
      byHand: `See that the parent runs and its database answers, and that \`SITECTRL.CT0\` is in \`${site.smsRoot}\\${profile.siteControlFolder}\`.`,
    },
    {
      id: 'pre-copy',
      title: 'Copy what can be copied while the site runs',
      source: 'Resite: short downtime',
      host,
      action: { type: 'capture', host, roots: captureRoots(site), reread: [] },
      byHand: 'Nothing: this only saves time later.',
    },
    ...[
      { name: host, names: services, id: 'record-services' },
      { name: parent, names: parentServices, id: 'record-parent-services' },
    ].map(
      ({ name, names, id }): Step => ({
        id,
        title: `Write down the state of every SMS service on ${name}`,
        source: 'Resite: services come back',
        host: name,
        action: { type: 'record-services', host: name, services: names },
        byHand:
          'Control Panel, Services: note the status and startup type of each service whose name begins with SMS_.',
      }),
    ),
    {
      id: 'start-guardian',
      title: 'Start the guardian that returns the services if this program dies',
      source: 'Resite: services come back',
      host: thisComputer,
      action: { type: 'start-guardian' },
      byHand: 'Nothing: by hand, you are the guardian.',
    },
  ];
}

function stopped({ site, host, parent, parentServices }: BackupFacts, profile: Profile): Step[] {
  const services = inStoppingOrder(profile, site);
  const text = profile.steps.backup;
  return [
    {
      id: 'stop-services',
      title: `Stop the SMS services on ${host}`,
      source: text.stopServices!.source,
      host,
      action: { type: 'stop-services', host, services },
      compensation: { type: 'return-services', host },
      byHand:
        `Control Panel, Services: stop ${services.join(', ')}, in this order. ${text.stopServices!.note ?? ''}`.trim(),
    },
    {
      id: 'stop-parent-services',
      title: `Stop the SMS services of the parent on ${parent}`,
      source: text.stopParentServices!.source,
      host: parent,
      action: { type: 'stop-services', host: parent, services: parentServices },
      compensation: { type: 'return-services', host: parent },
      byHand: `On ${parent}, Control Panel, Services: stop ${parentServices.join(', ')}. Leave the SQL Server running.`,
    },
    {
      id: 'save-registry',
      title: text.saveRegistry!.title,
      source: text.saveRegistry!.source,
      host,
      action: {
        type: 'save-registry',
        host,
        key: profile.registryKey,
        serviceKeys: site.services.map(service => `HKLM\\SYSTEM\\CurrentControlSet\\Services\\${service.name}`),
      },
      byHand: `REGEDT32: select \`${longName(profile.registryKey)}\`, Registry, Save Key. Save it on a local disk.`,
    },
    {
      id: 'capture',
      title: 'Copy the SMS directories and files, as they are with the services stopped',
      source: 'Q138347 Backup 4a–4d',
      host,
      action: { type: 'capture', host, roots: captureRoots(site), reread: profile.alwaysReread, after: 'pre-copy' },
      byHand: `Copy with everything below, hidden and system files too, with times and permissions:\n${list(captureRoots(site))}`,
    },
    {
      id: 'describe-site',
      title: 'Write down names, services, shares and SMS IDs',
      source: 'Q183348 step 1',
      host,
      action: { type: 'describe-site', host },
      byHand: `Note the names of the .UID files in \`${site.smsRoot}\\${profile.uidFolder}\` and the registry value \`Next SMS Unique ID\`; \`net share\` for the shares with their comments.`,
    },
    {
      id: 'confirm-stopped',
      title: 'See that every service stayed stopped',
      source: 'Q168682',
      host,
      action: { type: 'confirm-stopped', hosts: { [host]: services, [parent]: parentServices } },
      byHand: 'Control Panel, Services, on both servers: still stopped. If not, begin again.',
    },
  ];
}

function after({ site, host, parent, account }: BackupFacts, profile: Profile): Step[] {
  const text = profile.steps.backup;
  return [
    {
      id: 'return-parent-services',
      title: `Return the SMS services on ${parent} to their earlier state`,
      source: text.startParentServices!.source,
      host: parent,
      action: { type: 'return-services', host: parent },
      byHand: `On ${parent}, Control Panel, Services: start what was started before.`,
    },
    {
      id: 'return-services',
      title: `Return the SMS services on ${host} to their earlier state`,
      source: text.startServices!.source,
      host,
      action: { type: 'return-services', host },
      byHand: `On ${host}, Control Panel, Services: start what was started before.`,
    },
    {
      id: 'commit',
      title: 'Make it a snapshot in the repository',
      source: 'Q138347 Backup 4',
      host: thisComputer,
      action: {
        type: 'commit-snapshot',
        host,
        parent,
        account,
        roots: captureRoots(site),
        registryKey: profile.registryKey,
        capture: 'capture',
        description: 'describe-site',
        registry: 'save-registry',
      },
      byHand: 'Bring the copies, the saved key and your notes to a safe place.',
    },
    {
      id: 'verify',
      title: 'Read the snapshot back',
      source: 'Resite: provable',
      host: thisComputer,
      action: { type: 'verify-snapshot', snapshot: { step: 'commit' } },
      byHand: 'Read the copies back and compare them with the originals that do not change.',
    },
  ];
}

/** The services found, those of the profile first and in its order. */
export function inStoppingOrder(profile: Profile, site: Pick<SiteDescription, 'services'>): string[] {
  const order = profile.services.map(service => service.name.toUpperCase());
  const rank = (name: string) => (order.indexOf(name.toUpperCase()) + order.length + 1) % (order.length + 1);
  return site.services.map(service => service.name).sort((a, b) => rank(a) - rank(b));
}

export const longName = (key: string) => key.replace(/^HKLM\\/, 'HKEY_LOCAL_MACHINE\\');
export const list = (items: readonly string[]) => items.map(item => `- \`${item}\``).join('\n');
