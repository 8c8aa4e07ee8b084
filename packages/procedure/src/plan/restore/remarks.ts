import { formatTime } from '@resite/errors';
import { sameName, uniqueNames } from '@resite/registry/names';
import type { Profile, SiteDescription } from '@resite/site';
import { fileName } from '@resite/site/paths';
import { isRestoredShare } from '@resite/site/profiles/profiles';
import { helpersText } from '@resite/site/site-control-file/helper-servers';
import { findLogonServers } from '../../ids/logon-servers.ts';
import { leftOutOfSnapshot } from '../../snapshot/left-out.ts';
import { hiveOf } from '../../snapshot/registry-files.ts';
import { unnamedHelpers } from '../helpers.ts';
import type { Remark } from '../procedure.ts';
import type { RestoreFacts } from './facts.ts';
import { fileSystems } from './file-system-remark.ts';
import { membership } from './membership-remarks.ts';

/** What no restore of this snapshot brings back, and what is left to a person: before it, or after it. */
export function remarksOf(facts: RestoreFacts, profile: Profile): Remark[] {
  const { manifest, account, target } = facts;
  const { site } = manifest;
  const { identity } = site;
  const parked = facts.parkQueues === true;
  const own = [target, identity.computerName, site.siteServer];
  const recorded = manifest.logonServers ?? [];
  const named = [...site.logonServers, ...recorded.map(({ name }) => name)];
  const others = Object.keys(findLogonServers({ configured: [], hosts: {}, named, except: own }));
  const unknown = others.filter(name => recorded.find(one => sameName(one.name, name))?.found === undefined);
  const madeShares = site.shares.filter(({ name }) => !isRestoredShare(profile, name)).map(({ name }) => name);
  const foreign = uniqueNames(site.services.map(service => service.account)).filter(
    user => user.includes('\\') && !sameName(user, account?.user ?? ''),
  );
  return [
    ...leftOutOfSnapshot(manifest, profile).map(part => ({
      id: 'left-out',
      what: `The snapshot is partial. It lacks ${part.what}: ${part.why}.`,
      todo: 'Is it in an older snapshot, or still on the disk of the old server? Then bring it back from there.',
      source: part.source,
    })),
    ...(manifest.registryFiles ?? [])
      .filter(({ leftOut = [] }) => leftOut.length > 0)
      .map(({ file, codePage, leftOut = [] }) => ({
        id: 'left-out-of-text',
        what: `The file .resite/${file} lacks what code page ${codePage} cannot say: ${leftOut.join('; ')}.`,
        todo: `Restore ${hiveOf(manifest).file} instead, which has all of the key of the site. The .reg file of version 5.00 beside it has all as well.`,
        source: 'Q138347 Backup 1',
      })),
    ...passwords(facts, profile),
    ...foreign.map(user => ({
      id: 'other-service-account',
      what: `A service of the site ran as ${user}.`,
      todo: `Give it that account and its password again, in Control Panel, Services, Startup.`,
      source: 'Q180978; Q184017',
    })),
    ...dependents(site),
    ...membership(facts, profile),
    ...fileSystems(facts, profile),
    ...(madeShares.length === 0
      ? []
      : [
          {
            id: 'made-shares',
            what: `The shares ${madeShares.join(', ')}: ${profile.bootstrap?.service} makes them again, with its own comments and permissions.`,
            todo: 'If you had changed their permissions, change them again. `manifest.json` has the old ones. Never change the comments.',
            source: 'SMS Resource Guide, shares; Q132902; Q122179 (event 236)',
          },
        ]),
    ...(others.length === 0
      ? []
      : [
          {
            id: 'other-logon-servers',
            what:
              `The other logon servers, ${others.join(', ')}: no file of theirs is in the snapshot.` +
              (unknown.length > 0 ? ` Of ${unknown.join(', ')} not even the UID file is known.` : ''),
            todo: `See that no two of them have a UID file of one range (characters 4 and 5 of its name). \`resite ids ${site.siteCode}\` looks at all of them.`,
            source: 'Q127052; Q183347; Q183348',
          },
        ]),
    {
      ...profile.lost,
      what: `Everything after ${formatTime(manifest.captured)}: ${profile.lost.what}`,
    },
    ...(profile.facts === 'sms-1x' && site.version !== ''
      ? [
          {
            id: 'parent-build',
            what: `An upgrade: the site comes back as build ${site.version}${servicePackOf(site)}. A parent of a later build upgrades it by itself when it comes back, even after setup /noautoupgrade.`,
            todo: `Compare with the registry value Version of ${profile.registryKey}\\Setup at the parent, before the restore. If the parent is newer, leave the restored site alone until it is ACTIVE, and back it up then.`,
            source: 'Q162727; Q186418; Q137988; Q171038',
          },
        ]
      : []),
    ...(profile.queues === undefined
      ? []
      : [
          {
            id: 'queues',
            what: parked
              ? `What waited in the queues: it is parked in ${site.smsRoot}\\PARKED.`
              : 'Nothing is taken out of the queues: what waited in them when the backup was made goes out again.',
            todo: parked
              ? 'Look through it, and bring back what was never delivered. The report has the command.'
              : 'Nothing to do after a backup of last night. With an older one, put them aside: the step that settles the queues says how, and `resite restore --park-queues` does it.',
            source: 'Q183347; Q159201; Q214485',
          },
        ]),
    ...helperRemarks(facts),
    ...(profile.queues?.folders.some(({ tellsClients }) => tellsClients)
      ? [
          {
            id: 'package-instructions',
            what: `Which packages clients are offered: it is as it was at ${formatTime(manifest.captured)}. A package that was canceled since is offered again.`,
            todo: 'Cancel such a job once more in SMS Administrator. Send a package again whose job came after the backup. The step that settles the queues counts the instructions, or says where they lie.',
            source: 'Q188042; Q123499; Q264945',
          },
        ]
      : []),
    ...(profile.outside === undefined ? [] : [profile.outside]),
  ];
}

/** SMS.INI and the site control file do not know it: they say 0 (Q171038). */
const servicePackOf = ({ clientTree, servicePack }: SiteDescription) => {
  if (servicePack !== undefined) return `, with service pack ${servicePack} of SMS (CSDVER.SMS)`;
  return clientTree === undefined
    ? ''
    : `, with the service pack of SMS that ${clientTree}\\SMS\\BIN\\CSDVER.SMS names`;
};

function helperRemarks({ manifest: { site }, helpers = [] }: RestoreFacts): Remark[] {
  const unnamed = unnamedHelpers(site, helpers);
  const source = 'Q131698; Q153247; Q135087; Q140366';
  const list = helpersText(site.helperServers ?? []);
  return [
    ...(list === ''
      ? []
      : [
          {
            id: 'helper-servers',
            what: `The helper servers of the site: ${list}. Nothing of theirs is in the snapshot.`,
            todo: 'Is one of them gone as well? Then move its components to the site server once the site works: Site Properties, Services.',
            source,
          },
        ]),
    ...(unnamed.length === 0
      ? []
      : [
          {
            id: 'unnamed-helper-servers',
            what: `The services on ${unnamed.map(({ name }) => name).join(', ')}: resite.yaml does not name them as helper servers, and the restore does not stop them.`,
            todo: 'Add them to `helperServers` of the site. Or stop the SMS services there before the restore, and start them when the site works.',
            source,
          },
        ]),
  ];
}

function dependents({ dependents: found = [] }: SiteDescription): Remark[] {
  if (found.length === 0) return [];
  return [
    {
      id: 'dependents',
      what: `Services of others that depend on those of the site: ${found.map(({ name }) => name).join(', ')}. Nothing of them is in the snapshot.`,
      todo: 'Install them again, after the restore.',
      source: 'Resite: services come back',
    },
  ];
}

function passwords({ account, manifest }: RestoreFacts, { bootstrap, siteControl }: Profile): Remark[] {
  if (account === undefined) return [];
  const remark = {
    id: 'service-passwords',
    what: 'The passwords of the services. Windows NT keeps them in the LSA secrets of the computer, which no saved key contains.',
    todo: `Have the password of ${account.user} at hand.`,
    source: ['Q184017', ...(bootstrap === undefined ? [] : [bootstrap.step.source])].join('; '),
  };
  if (bootstrap === undefined || siteControl === undefined) return [remark];
  const { servicePassword: known } = manifest;
  const isKnown = known !== undefined && sameName(known.account, account.user);
  const earlier = isKnown ? `At the backup it was the one set on ${formatTime(new Date(known.set))}. ` : '';
  const stamp = manifest.site.siteControlFile?.stamp;
  const made = stamp === undefined ? '' : `, made ${formatTime(new Date(stamp * 1000))},`;
  return [
    remark,
    {
      id: 'control-file-password',
      what: `A password of ${account.user} that was changed after the backup: ${bootstrap.service} gives the other services the one that ${fileName(siteControl.masterFile)}${made} holds.`,
      todo: `${earlier}Was it changed since? Then set it back until the site works, or give each service the new one by hand when it does not start.`,
      source: 'Q168510; Q138347 Restore 4',
    },
  ];
}
