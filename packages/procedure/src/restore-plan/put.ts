import { matchesName, type Profile } from '@resite/site';
import { snapshotPath } from '../manifest.ts';
import { longName } from '../plan-text.ts';
import type { SnapshotReference, Step } from '../procedure.ts';
import type { TargetFacts } from './facts.ts';

/** Put registry, files, IDs and shares in their place. */
export function planPut(facts: TargetFacts, profile: Profile): Step[] {
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
      host: parent ?? target,
      action: {
        type: 'decide-ids',
        ...(parent !== undefined && { parent }),
        snapshot,
        logonServers: facts.logonServers ?? { configured: [], hosts: {} },
        known: facts.knownIds ?? [],
      },
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
        ...(site.smsIni !== undefined && { smsIni: site.smsIni }),
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

function restoreRoot({ manifest, target, snapshot }: TargetFacts, profile: Profile, root: string): Step {
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
