import type { CheckDefinition } from '../definition.ts';
import { renamedDomain } from '../renamed-domain.ts';

const empty = {
  phases: ['restore'],
  severity: 'error',
  code: 'TARGET_HAS_SMS',
  wanted: 'none',
  remedy:
    'Restore to a fresh Windows NT Server, or remove what is left of SMS by hand: services, shares, directories, ' +
    'SMS.INI and the registry key (Q139627).',
  source: 'Q138347 Restore 1; Q139627',
} as const;

const other = { kind: 'other-snapshot' } as const;

/** What must hold before a restore: the target is the computer that the site knows and empty, and the snapshot is whole. */
export const restoreChecks = {
  'snapshot-signed': {
    phases: ['restore'],
    severity: 'error',
    code: 'SNAPSHOT_UNTRUSTED',
    title: 'The snapshot is signed by a key that is trusted',
    wanted: 'the signature of a key of resite.yaml, and nothing changed since',
    how: { kind: 'find-forger' },
    remedy: '',
    source: 'Resite: a restored program runs as the service account',
  },
  'snapshot-helper-servers': {
    phases: ['restore'],
    severity: 'warning',
    title: 'Every helper server of the snapshot is in resite.yaml',
    wanted: 'each of them under `helperServers` of the site',
    remedy:
      'If it still works for the site, add it to `helperServers`, or stop the SMS services there by hand until the site works. If it is ' +
      'gone for good, move its components to the site server afterwards: Site Properties, Services.',
    source: 'Q131698; Q153247; Q135087; Q140366',
  },
  'target-live': {
    phases: ['restore'],
    severity: 'error',
    code: 'HOST_NOT_LIVE',
    title: 'The target is switched on',
    wanted: 'a running computer',
    remedy:
      'Start the computer from that disk and name a driver in resite.yaml that reaches it. The service that brings the ' +
      'site to life has its password in an LSA secret, which only a running Windows can store.',
    source: 'Q138347 Restore 4; Q184017',
  },
  'target-computer-name': {
    phases: ['restore'],
    severity: 'error',
    code: 'TARGET_COMPUTER_NAME',
    title: 'The target has the computer name of the site server',
    wanted: 'the name that the site server had',
    remedy:
      'Give Windows NT Server on the target this name. The name of a site server cannot change: it stands in the ' +
      'database and in the registry.',
    source: 'Q138347 Restore 1; Q147469',
  },
  'target-domain': {
    phases: ['restore'],
    severity: 'error',
    code: 'TARGET_DOMAIN',
    title: 'The target is in the domain of the site server',
    wanted: 'the domain that the site server was in',
    remedy: `Join the target to this domain. ${renamedDomain}`,
    source: 'Q138347 Restore 1; Q178009; Q183348',
  },
  'target-role': {
    phases: ['restore'],
    severity: 'error',
    code: 'TARGET_ROLE',
    title: 'The target has the role in its domain that the site server had',
    wanted: 'a domain controller, or a server that is none, as the site server was',
    remedy:
      'Only Setup of Windows NT Server decides this: install it again with the role that the site server had. Whether the ' +
      'domain controller is the primary one does not matter. Its accounts and local groups are those of its domain; those ' +
      'of any other server are its own, and permissions name them.',
    source: 'Q138347 Restore 1; Q185343',
  },
  'target-platform': {
    phases: ['restore'],
    severity: 'error',
    code: 'TARGET_PLATFORM',
    title: 'The target is of the platform of the site server',
    wanted: 'the platform that the site server was of',
    remedy:
      'Restore to a computer of that platform. The programs of the site are for it, and so are the paths of its services and its ' +
      'site control file. On another platform, build the site anew (Q183348).',
    source: 'Q138347 Restore 1; SMS Resource Guide, SYSTEM.MAP',
  },
  'target-drives': {
    phases: ['restore'],
    severity: 'error',
    code: 'TARGET_DRIVE_MISSING',
    title: 'The target has every drive that the site uses',
    wanted: 'the same drive letters',
    remedy: 'Set up a hard drive with the letter in Disk Administrator. A site cannot move to another drive.',
    source: 'Q138347 Restore 1; Q121683 (714)',
  },
  'target-file-system': {
    phases: ['restore'],
    severity: 'error',
    code: 'TARGET_FILE_SYSTEM',
    title: 'Every drive that was of NTFS is of NTFS',
    wanted: 'NTFS where the site had it',
    remedy:
      'Type "CONVERT D: /FS:NTFS" there, with the letter of the drive, and restart it if Windows NT says so. On any other ' +
      'file system the permissions of the site are lost, and packages with long names that need NTFS.',
    source: 'Q138347 Restore 1; Q124959; Q122181 (event 392)',
  },
  'target-places': {
    phases: ['restore'],
    severity: 'error',
    code: 'TARGET_SMS_ROOT',
    title: 'Nothing that is restored lies where the Windows of the target does',
    wanted: 'places outside of the system root',
    how: other,
    remedy: 'Or install Windows NT into the directory that it was in.',
    source: 'Resite: never make things worse',
  },
  'target-sms-root': {
    phases: ['restore'],
    severity: 'error',
    code: 'TARGET_SMS_ROOT',
    title: 'The SMS root directory can be where it was',
    wanted: 'nothing in the way',
    remedy: 'Clear the place: the site must come back in the directory that it had.',
    source: 'Q121683 (714); Q153299',
  },
  'target-space': {
    phases: ['restore'],
    severity: 'error',
    code: 'DISK_FULL',
    title: 'Every drive has room for the snapshot',
    wanted: 'as many bytes free as the snapshot has for the drive',
    remedy: 'Make room on the drive, or give the target a larger one.',
    source: 'Q137610',
  },
  'target-windows': {
    phases: ['restore'],
    severity: 'warning',
    title: 'The target has the same Windows NT',
    wanted: 'the same version and service pack',
    remedy: 'Install Windows NT Server as it was before.',
    source: 'Q138347 Restore 1',
  },
  'target-hotfixes': {
    phases: ['restore'],
    severity: 'warning',
    title: 'The target has the hotfixes of Windows NT that the site server had',
    wanted: 'every one of them',
    remedy:
      'Install what is missing, after the service pack. Without a hotfix the site server has the faults that it was for: ' +
      'without Q167871, one of Windows NT 3.51 leaves out logon servers of NT 4.0. The service pack of SMS itself comes back with its files, and CSDVER.SMS in \\MS\\SMS\\BIN names it (Q171038).',
    source: 'Q138347 Restore 1; Q200769',
  },
  'target-administrative-shares': {
    phases: ['restore'],
    severity: 'error',
    title: 'The administrative shares are there',
    wanted: 'ADMIN$, and C$ and its like for each drive of the site',
    remedy:
      'Without them SMS_SITE_CONFIG_MANAGER silently leaves out most of the site. Start the Server service, or remove ' +
      'AutoShareServer from LanmanServer\\Parameters, and restart.',
    source: 'Q122988; Q158292',
  },
  'target-registry-empty': { ...empty, title: 'The target has no registry key of SMS' },
  'target-services-empty': {
    ...empty,
    title: 'The target has no services of SMS',
    source: 'Q138347 Restore 1; Q139627; Q122176',
  },
  'target-shares-empty': { ...empty, title: 'The target has no shares of SMS', source: 'Q122179 (event 236); Q139627' },
  'target-files-empty': { ...empty, title: 'The target has no files of SMS' },
  'target-packages-empty': { ...empty, severity: 'warning', title: 'The target has no package folders of SMS' },
  'service-account-logon': {
    phases: ['restore'],
    severity: 'error',
    code: 'SERVICE_LOGON',
    title: 'The service account can log on with the password given',
    wanted: 'a logon',
    remedy: 'Check account and password (its case counts). Each further attempt with a wrong one may lock the account.',
    source: 'Q138347 Restore 4; Q191328',
  },
  'service-account-state': {
    phases: ['restore'],
    severity: 'error',
    code: 'SERVICE_LOGON',
    title: 'The service account is neither locked out nor disabled',
    wanted: 'an account that may log on',
    remedy:
      'User Manager for Domains: clear Account Locked Out or Account Disabled. Look for a computer that still tries an old ' +
      'password: an account of the same name in the other domain will do.',
    source: 'Q163747; Q171005',
  },
  'service-account-right': {
    phases: ['restore'],
    severity: 'error',
    code: 'SERVICE_RIGHT',
    title: 'The service account may log on as a service',
    wanted: 'the right Log On As A Service on the target',
    remedy:
      'Grant it in User Manager: Policies, User Rights, Show Advanced User Rights, Log on as a service. A fresh server ' +
      'does not have it from before.',
    source: 'Q191328; Q171338',
  },
  'service-account-same': {
    phases: ['restore'],
    severity: 'warning',
    title: 'The service account is the one that the site had',
    wanted: 'the account of the original installation',
    remedy: 'Use the account of the original installation; others may lack rights at the parent and on logon servers.',
    source: 'Q138347 Restore 4; Q171005',
  },
  'password-age': {
    phases: ['restore'],
    severity: 'warning',
    title: 'The password of the service account was not changed after the backup',
    wanted: 'a password that was set before the backup',
    remedy:
      'The site control file of the snapshot holds the old one, and SMS_SITE_CONFIG_MANAGER gives it to the services: they cannot log on (event 225, Windows error 1069). ' +
      'Set the password back until the site works; or be ready to give each service the new one by hand, and change it at the parent then: SMS ' +
      'Administrator, Site Properties, Account, where nothing tries it (Q168510).',
    source: 'Q168510; Q138347 Restore 4; Q171005',
  },
  'password-age-seen': {
    phases: ['restore'],
    severity: 'info',
    title: 'It can be seen when the password of the service account was set',
    wanted: 'the site server or its parent as a controller of the domain of the account',
    remedy: 'Ask who looks after the domain whether it was changed after the backup.',
    source: 'Q168510; [MS-SAMR] SamrQueryInformationUser',
  },
  'parent-knows-site': {
    phases: ['restore'],
    severity: 'error',
    title: 'The parent knows the site',
    wanted: 'a site that is not deleted',
    remedy: 'The parent would ignore the restored site. Create the secondary site again from the parent (Q183348).',
    source: 'Q137376; Q171338; Q183348',
  },
  'parent-image-not-from-the-future': {
    phases: ['restore'],
    severity: 'error',
    code: 'CLOCKS_DIFFER',
    title: 'The site control file that the parent holds is not from the future',
    wanted: 'not after the clock of the target',
    remedy:
      'The parent would ignore every file of the restored site until that day. Check the clocks; if that of the parent ' +
      'was wrong, its database must be put right first.',
    source: 'Q154577; Q200380',
  },
  'clock-after-snapshot': {
    phases: ['restore'],
    severity: 'error',
    code: 'CLOCKS_DIFFER',
    title: 'The clock of the target is past the stamp of SITECTRL.CT0',
    wanted: 'a clock that is past the snapshot',
    how: { kind: 'find-future' },
    remedy:
      'Look at both times. If the snapshot is from the future, choose another one: never set a clock ' +
      'forward for it. If the target is behind, set its clock: the parent would take its files for older than those that it has.',
    source: 'Q154577; Q200380',
  },
  'snapshot-up-to-date': {
    phases: ['restore'],
    severity: 'info',
    title: 'The parent knows nothing newer of the site than the snapshot',
    wanted: 'no later stamp at the parent',
    remedy: 'Nothing to do: what was changed at the parent since comes down as a property change.',
    source: 'Q154577; SMS Resource Guide, site control file',
  },
  'snapshot-age': {
    phases: ['restore'],
    severity: 'warning',
    title: 'The snapshot is not older than its useful life',
    wanted: 'a snapshot within `snapshotUsefulLifeDays`',
    remedy:
      'The older it is, the more the parent and the clients have moved on: IDs, inventory, packages. Restore it if there is ' +
      'no newer one, and force a full inventory afterwards (INVWIN32 /F /E).',
    source: 'Q201603 (of SMS 2.0); Q167628; Q214485',
  },
  'snapshot-verified': {
    phases: ['restore'],
    severity: 'warning',
    title: 'The snapshot was read back once',
    wanted: 'a run that has read every byte of it',
    how: { kind: 'read-snapshot' },
    remedy: 'A restore reads it as well, before it changes anything.',
    source: 'Resite: provable',
  },
  'snapshot-names': {
    phases: ['restore'],
    severity: 'error',
    code: 'PATH_INVALID',
    title: 'A Windows disk can hold every entry of the snapshot under its own name',
    wanted: 'names that Windows could have stored, no two the same, only files and directories',
    how: other,
    remedy: 'No backup by Resite makes such an entry: find out who can write to the repository.',
    source: 'Resite: never make things worse',
  },
  'snapshot-complete': {
    phases: ['restore'],
    severity: 'error',
    code: 'SNAPSHOT_INCOMPLETE',
    title: 'The snapshot has everything that its own list names',
    wanted: 'every directory and file of the manifest, and the saved registry key',
    how: other,
    remedy: '',
    source: 'Q138347 Backup 1, 4a–4d',
  },
  'snapshot-site-type': {
    phases: ['restore'],
    severity: 'error',
    code: 'SITE_NOT_SECONDARY',
    title: 'The snapshot is of a secondary site',
    wanted: 'a secondary site',
    how: other,
    remedy: '',
    source: 'Q138347',
  },
  'snapshot-site-control-file': {
    phases: ['restore'],
    severity: 'error',
    code: 'SITE_CONTROL_FILE_MISSING',
    title: 'The snapshot has SITECTRL.CT0',
    wanted: 'SITECTRL.CT0 in SITE.SRV\\SITECFG.BOX',
    how: other,
    remedy: 'Without it, the image that the parent holds (PREINST /DUMP) can stand in.',
    source: 'Q138347 Backup 4a; Q183347',
  },
  'snapshot-site-control-file-valid': {
    phases: ['restore'],
    severity: 'error',
    code: 'SITE_CONTROL_FILE_INVALID',
    title: 'SITECTRL.CT0 of the snapshot can be read',
    wanted: 'a whole site control file',
    how: other,
    remedy: '',
    source: 'Q122179 (event 211)',
  },
  'snapshot-required-files': {
    phases: ['restore'],
    severity: 'error',
    code: 'SNAPSHOT_INCOMPLETE',
    title: 'The snapshot has every other file that a restore needs',
    wanted: 'SYSTEM.MAP and what else the profile names',
    how: other,
    remedy: 'SMS_SITE_CONFIG_MANAGER looks for it before it installs anything.',
    source: 'Q183347; Q122179 (events 225, 237)',
  },
  'snapshot-bootstrap-program': {
    phases: ['restore'],
    severity: 'error',
    code: 'SNAPSHOT_INCOMPLETE',
    title: 'The snapshot has SITEINS.EXE for the platform of the site server',
    wanted: 'SITE.SRV\\<platform>.BIN\\SITEINS.EXE',
    how: other,
    remedy: 'Nothing else brings the site up: without its program the service does not start (event 7000).',
    source: 'Q138347 Restore 4; Q152488',
  },
  'snapshot-service-programs': {
    phases: ['restore'],
    severity: 'error',
    code: 'SNAPSHOT_INCOMPLETE',
    title: 'The snapshot has the program of every service',
    wanted: 'every program that the services of the site had',
    how: other,
    remedy: 'A service without its program does not start (event 7000).',
    source: 'Q152488; Q155626',
  },
  'snapshot-client-setup': {
    phases: ['restore'],
    severity: 'warning',
    code: 'SNAPSHOT_INCOMPLETE',
    title: 'The snapshot has the batch file of Client Setup',
    wanted: 'LOGON.SRV\\RUNSMS.BAT, or LOGON.SRV\\SMSLS.BAT of SMS 1.0',
    remedy: 'Client Setup cannot run on the restored server.',
    source: 'Q138347 Restore 3e',
  },
  'snapshot-whole': {
    phases: ['restore'],
    severity: 'warning',
    code: 'SNAPSHOT_INCOMPLETE',
    title: 'The snapshot is whole',
    wanted: 'every part of Q138347 Backup 4',
    remedy: 'A snapshot that is whole brings back more. What is missing must come from elsewhere, or be made again.',
    source: 'Q138347 Backup 4',
  },
  'snapshot-sms-ini': {
    phases: ['restore'],
    severity: 'warning',
    code: 'SNAPSHOT_INCOMPLETE',
    title: 'The snapshot has SMS.INI',
    wanted: 'SMS.INI',
    remedy: 'The restored server gets a new SMS ID.',
    source: 'Q138347 Backup 4d; Q149673',
  },
  'snapshot-client-tree': {
    phases: ['restore'],
    severity: 'warning',
    code: 'SNAPSHOT_INCOMPLETE',
    title: 'The snapshot has the \\MS directory',
    wanted: 'the \\MS directory',
    remedy: 'The restored server is no client of its site.',
    source: 'Q138347 Backup 4b; Q149681',
  },
  'snapshot-next-unique-id': {
    phases: ['restore'],
    severity: 'error',
    code: 'IDS_UNKNOWN',
    title: 'The snapshot names the next range of SMS IDs',
    wanted: 'two, five or eight characters of base 36',
    how: other,
    remedy: 'No ID is ever guessed.',
    source: 'Q127052',
  },
} as const satisfies Record<string, CheckDefinition>;
