import { bootstrapProgram, findProfile, matchesName, type Profile } from '@resite/site';
import type { HostSettings } from './connect.ts';
import { type Manifest, snapshotPath } from './manifest.ts';
import { inStoppingOrder, list, longName } from './plan-backup.ts';
import {
  type Procedure,
  type RepositorySettings,
  type ServiceAccount,
  type SnapshotReference,
  type Step,
  thisComputer,
} from './procedure.ts';
import { sameService, settled } from './services.ts';

export interface RestoreFacts {
  readonly manifest: Manifest;
  readonly snapshot: string;
  /** The configured names of the hosts; both are keys of `hosts`. */
  readonly target: string;
  readonly parent: string;
  readonly parentServices: readonly string[];
  readonly hosts: Readonly<Record<string, HostSettings>>;
  readonly repository: RepositorySettings;
  readonly account: ServiceAccount;
  /** How long to wait for the services, and then for the signs of a working site. */
  readonly minutes: number;
}

/** The restore of a site to a bare server by Q138347, with the parent stopped first and started last. */
export function planRestore(facts: RestoreFacts): Procedure {
  const profile = findProfile(facts.manifest.profile);
  return {
    schema: 1,
    kind: 'restore',
    title: `Restore ${profile.title} ${facts.manifest.site.siteCode} to ${facts.target}, as it was on ${facts.manifest.captured.slice(0, 19).replace('T', ' ')} UTC`,
    siteCode: facts.manifest.site.siteCode,
    profile: profile.name,
    hosts: { [facts.target]: facts.hosts[facts.target]!, [facts.parent]: facts.hosts[facts.parent]! },
    repository: facts.repository,
    steps: withUniqueIds([...before(facts, profile), ...put(facts, profile), ...revive(facts, profile)]),
  };
}

/** Two directories may come to the same ID, and a step that has another one's ID would count as done. */
function withUniqueIds(steps: readonly Step[]): Step[] {
  return steps.map((step, index) => {
    const earlier = steps.slice(0, index).filter(({ id }) => id === step.id).length;
    return earlier === 0 ? step : { ...step, id: `${step.id}-${earlier + 1}` };
  });
}

function before(facts: RestoreFacts, profile: Profile): Step[] {
  const { manifest, target, parent, parentServices, account } = facts;
  const snapshot = { id: facts.snapshot };
  const { identity } = manifest.site;
  return [
    {
      id: 'check',
      title: `Check that ${target} can take ${manifest.site.siteCode}`,
      source: 'Q138347 Restore 1; Q147469',
      host: target,
      action: { type: 'check-before-restore', target, parent, snapshot, account },
      byHand: `Install Windows NT Server ${identity.windowsVersion} ${identity.servicePack} on the new machine. Computer name \`${identity.computerName}\`, domain \`${identity.domain}\`, hard drives ${identity.drives.join(', ')}: all as before. Nothing of SMS may be on it. The parent and its database must run. The service account \`${account.user}\` needs local Administrators and Log On As A Service.`,
    },
    {
      id: 'verify-snapshot',
      title: 'Read the whole snapshot once, before anything is changed',
      source: 'Resite: never make things worse',
      host: thisComputer,
      action: { type: 'verify-snapshot', snapshot },
      byHand: resticCommands(facts),
    },
    {
      id: 'record-parent-services',
      title: `Write down the state of every SMS service on ${parent}`,
      source: 'Resite: services come back',
      host: parent,
      action: { type: 'record-services', host: parent, services: parentServices },
      repeat: true,
      byHand: `On ${parent}, Control Panel, Services: note the status and startup type of each service whose name begins with SMS_.`,
    },
    {
      id: 'start-guardian',
      title: 'Start the guardian that returns the services if this program dies',
      source: 'Resite: services come back',
      host: thisComputer,
      action: { type: 'start-guardian' },
      repeat: true,
      byHand: 'Nothing: by hand, you are the guardian.',
    },
    {
      id: 'stop-parent-services',
      title: `Stop the SMS services of the parent on ${parent}`,
      source: profile.steps.restore.stopParentServices!.source,
      host: parent,
      action: { type: 'stop-services', host: parent, services: parentServices },
      compensation: { type: 'return-services', host: parent },
      repeat: true,
      byHand: `On ${parent}, Control Panel, Services: stop ${parentServices.join(', ')}. Leave the SQL Server running.`,
    },
  ];
}

/** What brings the snapshot into a folder where there is no Resite. */
function resticCommands({ repository, snapshot, manifest }: RestoreFacts): string {
  const which = snapshot === 'latest' ? `latest --tag site:${manifest.site.siteCode}` : snapshot.slice(0, 8);
  return [
    'restic asks for the password of the repository; without restic, Resite of any computer does the same with `resite repo`.',
    '',
    '```',
    `restic -r ${repository.location} check --read-data`,
    `restic -r ${repository.location} restore ${which} --target FOLDER`,
    '```',
    '',
    'In FOLDER, `C` is the drive C: and so on; `.resite` holds the registry, the attributes of files, and this page.',
  ].join('\n');
}

function put(facts: RestoreFacts, profile: Profile): Step[] {
  const { manifest, target, parent } = facts;
  const { site, registryKey, roots } = manifest;
  const snapshot: SnapshotReference = { id: facts.snapshot };
  const text = profile.steps.restore;
  const name = registryKey.slice(registryKey.lastIndexOf('\\') + 1);
  const packageShares = site.shares.filter(share => matchesName('SMS_PKG*', share.name));
  return [
    {
      id: 'decide-ids',
      title: 'Gather every SMS ID in use and decide the next one',
      source: text.decideIds!.source,
      host: parent,
      action: { type: 'decide-ids', parent, snapshot },
      byHand: `Find the highest SMS ID of site ${site.siteCode} in the parent's database and in the backup. Choose a range (characters 4 and 5) that nobody has used.`,
    },
    {
      id: 'restore-registry',
      title: text.restoreRegistry!.title,
      source: text.restoreRegistry!.source,
      host: target,
      action: { type: 'restore-registry', host: target, key: registryKey, snapshot },
      confirmedBy: 'compare',
      byHand: `Copy \`.resite/registry/${name}.hiv\` to the server. REGEDT32: create the key \`${longName(registryKey)}\`, select it, Registry, Restore, choose the file.`,
    },
    ...roots.map(root => restoreRoot(facts, profile, root)),
    {
      id: 'compare',
      title: 'Compare everything on the target with the snapshot',
      source: 'Resite: provable',
      host: target,
      action: { type: 'compare-with-snapshot', host: target, roots, key: registryKey, snapshot },
      byHand: 'Compare the files with the restored folder, for example with `fc /b`.',
    },
    {
      id: 'write-ids',
      title: text.decideIds!.title,
      source: text.decideIds!.source,
      host: target,
      action: {
        type: 'write-ids',
        host: target,
        root: `${site.smsRoot}\\${profile.uidFolder}`,
        key: registryKey,
        decision: 'decide-ids',
      },
      byHand: `Rename the .UID file in \`${site.smsRoot}\\${profile.uidFolder}\` (now ${site.uids.map(uid => `\`${uid}.UID\``).join(', ')}) to site code + chosen range + \`000\`, and set \`Next SMS Unique ID\` in \`${longName(registryKey)}\\Components\\SMS_MAINTENANCE_MANAGER\` (now \`${site.nextUniqueId ?? ''}\`) past that range.`,
    },
    {
      id: 'create-shares',
      title: text.restoreShares!.title,
      source: text.restoreShares!.source,
      host: target,
      action: { type: 'create-shares', host: target, shares: packageShares.map(share => share.name), snapshot },
      byHand:
        packageShares.length === 0
          ? 'Nothing: there was no package share.'
          : packageShares
              .map(share => `\`net share ${share.name}=${share.path} /remark:"${share.comment}"\``)
              .join('\n\n'),
    },
  ];
}

function restoreRoot({ manifest, target, snapshot }: RestoreFacts, profile: Profile, root: string): Step {
  const { site } = manifest;
  const text = profile.steps.restore;
  const upper = root.toUpperCase();
  const step =
    upper === site.smsRoot.toUpperCase()
      ? { id: 'restore-sms-root', ...text.restoreSmsRoot! }
      : upper === site.clientTree?.toUpperCase()
        ? { id: 'restore-client-tree', ...text.restoreClientTree! }
        : upper === site.smsIni?.toUpperCase()
          ? { id: 'restore-sms-ini', ...text.restoreSmsIni! }
          : site.packageFolders.some(folder => folder.toUpperCase() === upper)
            ? {
                id: `restore-packages${snapshotPath(root)
                  .toLowerCase()
                  .replaceAll(/[^a-z0-9]+/g, '-')}`,
                ...text.restorePackages!,
              }
            : {
                id: `restore${snapshotPath(root)
                  .toLowerCase()
                  .replaceAll(/[^a-z0-9]+/g, '-')}`,
                title: 'Restore the log of SMS_SITE_CONFIG_MANAGER',
                source: 'Q125452',
              };
  return {
    id: step.id,
    title: `${step.title} (${root})`,
    source: step.source,
    host: target,
    action: { type: 'restore-files', host: target, root, snapshot: { id: snapshot } },
    confirmedBy: 'compare',
    byHand: `Copy \`${snapshotPath(root).slice(1)}\` of the restored folder to \`${root}\`, with its times. Attributes (hidden, read-only) and permissions are in \`.resite/attributes.ndjson\`; set them with ATTRIB.EXE and CACLS.EXE.`,
  };
}

function revive(facts: RestoreFacts, profile: Profile): Step[] {
  const { manifest, target, parent, account, minutes } = facts;
  const { site } = manifest;
  const text = profile.steps.restore;
  const { service } = profile.bootstrap;
  const imagePath = bootstrapProgram(profile, site.smsRoot, site.identity.platform);
  const ran = inStoppingOrder(profile, site).filter(name =>
    manifest.services.some(recorded => sameService(recorded, name) && settled(recorded.state) === 'running'),
  );
  // A snapshot of a computer that was off has seen nothing run: then SITECTRL.CT0 says what belongs to the site.
  const wanted = ran.length > 0 ? ran : site.expectedServices.map(({ name }) => name);
  return [
    {
      id: 'client-setup',
      title: `${text.runClientSetup!.title} on ${target}`,
      source: text.runClientSetup!.source,
      host: target,
      action: { type: 'run-program', host: target, program: `${site.smsRoot}\\${profile.clientSetup}` },
      byHand:
        `At the command prompt: \`${site.smsRoot}\\${profile.clientSetup}\`. ${text.runClientSetup!.note ?? ''}`.trim(),
    },
    {
      id: 'install-bootstrap',
      title: text.installBootstrap!.title,
      source: text.installBootstrap!.source,
      host: target,
      action: { type: 'install-service', host: target, service, imagePath, account },
      byHand: `Run INSTSRV.EXE of the SMS compact disc (\\PSSTOOLS), option 1. Service name \`${service}\`; user \`${account.user}\`; its password; computer \`\\\\${site.identity.computerName}\`; path \`${imagePath}\`; autostart \`Y\`. The password is shown on the screen (Q152466). If the service is stopped afterwards, start it.`,
    },
    {
      id: 'wait-for-services',
      title: `Wait until ${service} has brought up the other services`,
      source: text.awaitSite!.source,
      host: target,
      action: { type: 'wait-for-services', host: target, services: wanted, minutes },
      byHand: `Control Panel, Services: these must run, without your help. It can take 5 minutes and more.\n${list(wanted)}`,
    },
    {
      id: 'return-parent-services',
      title: `Return the SMS services of the parent on ${parent} to their earlier state`,
      source: text.startParentServices!.source,
      host: parent,
      action: { type: 'return-services', host: parent },
      repeat: true,
      byHand: `On ${parent}, Control Panel, Services: start what was started before.`,
    },
    {
      id: 'confirm-site',
      title: `See that ${site.siteCode} works and its parent reports it ACTIVE`,
      source: text.awaitSite!.source,
      host: target,
      action: { type: 'confirm-site', target, parent, snapshot: { id: facts.snapshot }, minutes },
      byHand: `SMS Administrator at the parent: site ${site.siteCode} is not under construction any more (up to 30 minutes). In \`${site.smsRoot}\\${profile.siteControlFolder}\` only SITECTRL.CT0 is left; a file \`*.71n\` there names a fault.`,
    },
  ];
}
