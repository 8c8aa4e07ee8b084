import { defined, shortId } from '@resite/errors';
import { shellWord } from '@resite/errors/command-words';
import { code, codeBlock, markdown, raw } from '@resite/errors/markdown';
import type { DomainRole, Identity } from '@resite/host';
import type { Profile, SiteDescription } from '@resite/site';
import { isController, roleNames } from '@resite/site/domain-role';
import { parentProfile } from '@resite/site/profiles/profiles';
import { andDependents, dependentsByHand } from '../dependents.ts';
import { hostsOf } from '../helpers.ts';
import { everyService } from '../plan-text.ts';
import { type Step, thisComputer } from '../procedure.ts';
import type { RestoreFacts, TargetFacts } from './facts.ts';

/** Look before anything is changed. */
export function planChecks(facts: TargetFacts & Pick<RestoreFacts, 'helpers'>, profile: Profile): Step[] {
  const { manifest, target, parent, helpers = [], account, usefulLifeDays, acceptClocks } = facts;
  const snapshot = { id: facts.snapshot };
  return [
    {
      id: 'check',
      phase: 'check',
      title: `Check that ${target} can take ${manifest.site.siteCode}`,
      source: profile.steps.restore.prepareServer.source,
      host: target,
      action: defined({
        type: 'check-before-restore',
        host: target,
        parentHost: parent,
        helperHosts: hostsOf(helpers),
        snapshot,
        account,
        acceptClocks: acceptClocks || undefined,
        usefulLifeDays,
      }),
      byHand: prepareByHand(facts, profile),
    },
    {
      id: 'verify-snapshot',
      phase: 'read',
      title: 'Read the whole snapshot once, before anything is changed',
      source: 'Resite: never make things worse',
      host: thisComputer,
      action: { type: 'verify-snapshot', snapshot },
      byHand: resticCommands(facts),
    },
  ];
}

function prepareByHand({ manifest, account }: TargetFacts, { words, bootstrap, steps }: Profile): string {
  const { identity } = manifest.site;
  const disc = bootstrap === undefined ? '' : ` and of ${words.system}`;
  const password = account === undefined ? '' : markdown`, and that of ${code(account.user)}`;
  return [
    markdown`Install Windows NT Server ${identity.windowsVersion} ${identity.servicePack}${hotfixesByHand(identity)} on the new machine. Platform ${identity.platform}, computer name ${code(identity.computerName)}, domain ${code(identity.domain)}, hard drives ${drivesByHand(manifest.site)}: all as before.${roleByHand(identity.role)} Nothing of ${words.system} may be on it. Set its clock and its time zone by those of the parent.`,
    'The old server must never come back to the network: two servers of one name give out the same IDs.',
    `Have at hand: the compact discs of Windows NT Server${disc}, the password of the repository${password}.`,
    `${steps.restore.prepareServer.note ?? ''}${accountByHand(account).markdown}`.trim(),
  ]
    .filter(text => text !== '')
    .join('\n\n');
}

const hotfixesByHand = ({ hotfixes = [] }: Identity) =>
  hotfixes.length === 0 ? '' : `, with the ${hotfixes.length === 1 ? 'hotfix' : 'hotfixes'} ${hotfixes.join(', ')},`;

const drivesByHand = ({ identity, fileSystems = {} }: SiteDescription) =>
  identity.drives.map(drive => (fileSystems[drive] ? `${drive} (${fileSystems[drive]})` : drive)).join(', ');

const roleByHand = (role: DomainRole | undefined) =>
  raw(
    role === undefined
      ? ''
      : isController(role)
        ? ` It was a ${roleNames[role]}: install it as a backup domain controller of that domain.`
        : ` Its role: a ${roleNames[role]}.`,
  );

const accountByHand = (account: TargetFacts['account']) =>
  raw(
    account === undefined
      ? ''
      : markdown` The service account ${code(account.user)} needs local Administrators and Log On As A Service.`,
  );

export function planParentStop(
  { parent, parentServices, parentDependents: dependents, profiles }: RestoreFacts,
  profile: Profile,
): Step[] {
  const above = parentProfile(profile, profiles);
  const and = andDependents(dependents);
  const text = profile.steps.restore.stopParentServices;
  return [
    {
      id: 'record-parent-services',
      phase: 'prepare',
      title: `Write down the state of every ${above.words.system} service on ${parent}${and}`,
      source: 'Resite: services come back',
      host: parent,
      action: defined({ type: 'record-services', host: parent, services: parentServices, dependents }),
      repeat: true,
      byHand: markdown`On ${parent}, Control Panel, Services: note the status and startup type of ${everyService(above)}${raw(dependents === undefined ? '' : markdown`, and of ${dependents.join(', ')}`)}.`,
    },
    {
      id: 'start-guardian',
      phase: 'prepare',
      title: 'Start the guardian that returns the services if this program dies',
      source: 'Resite: services come back',
      host: thisComputer,
      action: { type: 'start-guardian' },
      repeat: true,
      byHand:
        'Nothing: by hand, you are the guardian. If you have to give up before the end, start the services of the parent first: the step that returns them tells how.',
    },
    {
      id: 'stop-parent-services',
      phase: 'stop',
      title: `Stop the ${above.words.system} services of the parent on ${parent}${and}`,
      source: text.source,
      host: parent,
      action: defined({ type: 'stop-services', host: parent, services: parentServices, dependents }),
      compensation: { type: 'return-services', host: parent },
      repeat: true,
      byHand:
        markdown`On ${parent}, Control Panel, Services: stop ${parentServices.join(', ')}. ${raw(text.note ?? '')} ${dependentsByHand(dependents)}`.trim(),
    },
  ];
}

/** What brings the snapshot into a folder where there is no Resite. */
function resticCommands({ repository, snapshot, manifest }: TargetFacts): string {
  const which =
    snapshot === 'latest'
      ? `latest --tag ${shellWord(`site:${manifest.site.siteCode}`) ?? 'site:CODE'}`
      : shortId(snapshot);
  const location = shellWord(repository.location);
  const commands =
    location === undefined
      ? markdown`The location of the repository, ${code(repository.location)}, cannot be typed as it is shown: it holds characters that cannot be seen. \`restic check --read-data\` reads it, and \`restic restore\` with \`--target FOLDER\` and ${code(which)} brings it into a folder.`
      : codeBlock([`restic -r ${location} check --read-data`, `restic -r ${location} restore ${which} --target FOLDER`])
          .markdown;
  return [
    'restic asks for the password of the repository; without restic, Resite of any computer does the same with `resite repo`.',
    '',
    commands,
    '',
    'In FOLDER, `C` is the drive C: and so on; `.resite` holds the registry, the attributes of files, and this page.',
    '',
    'How it gets to the server: share FOLDER on a computer that Windows NT can connect to (restic runs on none as old), and connect X: to it. On the server, with the name of that computer for OTHER:',
    '',
    codeBlock(['net use X: \\\\OTHER\\FOLDER']).markdown,
    '',
    'Or write it on a compact disc, and say the letter of its drive instead of X:. Windows NT 3.51 reads no Joliet discs: names in capital letters, shorter than 32 characters, at most 8 levels deep (Q142372); so give `.resite`, and what is in it, such names on the disc. Each file on a disc is read-only: give it back its attributes. Floppy disks take what is small: `.resite` and single files.',
    '',
    'To copy: XCOPY keeps times. With /K it keeps attributes; without, it takes Read-only away, and so does COPY (Q152733). With /H it takes hidden and system files, with /E empty directories. If this Windows has not all of them (`xcopy /?` lists them), use File Manager (WINFILE.EXE) instead, which keeps Read-only (Q152733): View, By File Type, Show Hidden/System Files. COPY does not find a hidden file; `attrib -h` shows it.',
    '',
    'Attributes and permissions of every file are in `.resite/attributes.ndjson`, a line for each: `dos` has the letters for ATTRIB (R, H, S, A), `sddl` the permissions and the owner; what you copy is your own.',
  ].join('\n');
}
