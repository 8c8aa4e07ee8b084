import type { Gap } from './gaps.ts';

/** A sentence of Q138347 in words of ours, with what does it. */
export interface Sentence extends Omit<Gap, 'gap' | 'answer'> {
  readonly says: string;
  /** What is not done to the letter, and why. */
  readonly differs?: string;
}

/** In the order of the article; none is left out. */
export const sentences: readonly Sentence[] = [
  {
    id: 'Title',
    says: 'It is about SMS 1.1.',
    differs:
      'Sites of 1.0 and 1.2 are backed up and restored in the same way, with SMSLS.BAT for RUNSMS.BAT in 1.0; the checks record the build and compare it.',
    backup: ['check'],
    checks: ['site-found', 'parent-build'],
  },
  {
    id: 'Summary',
    says: 'Page 686 of the guide is not enough; these steps are proven.',
    restore: ['compare', 'confirm-site'],
  },
  {
    id: 'Summary, assumption',
    says: 'The parent runs, and its database is active and can be reached.',
    backup: ['check'],
    restore: ['check'],
    checks: ['parent-answers', 'parent-database', 'parent-database-writes', 'parent-knows-site'],
  },
  {
    id: 'Backup 1',
    says: 'Save the SMS key with REGEDT32.',
    differs:
      'Resite writes what Save Key would have written, in the hive format of that Windows, and does so again after the stop: the key holds the next SMS ID range (Q127052).',
    backup: ['save-registry-before', 'save-registry'],
  },
  {
    id: 'Backup 2',
    says: 'Stop all SMS services, in Control Panel.',
    differs:
      'They are stopped through the service control manager, in an order in which none starts another again; those on helper servers as well, after them.',
    backup: ['stop-services', 'confirm-stop', 'confirm-stopped'],
  },
  {
    id: 'Backup 3',
    says: 'Stop all services of the parent site.',
    differs:
      'Only its SMS services are stopped. SQL Server goes on, for the database must answer (Summary); so do the services of Windows NT, without which nobody could start the others again.',
    backup: ['stop-parent-services', 'return-parent-services'],
  },
  {
    id: 'Backup 4a',
    says: 'Save all of \\SMS, with SITECTRL.CT0.',
    backup: ['capture', 'commit', 'verify'],
    checks: ['site-control-file', 'required-files'],
  },
  { id: 'Backup 4b', says: 'Save all of \\MS.', backup: ['capture'], checks: ['client-tree'] },
  {
    id: 'Backup 4c',
    says: 'Save all of \\SMS_PKGx.',
    differs: 'Folders behind other shares of packages are saved as well, such as APPS (Q173995).',
    backup: ['capture'],
    checks: ['package-folders', 'package-shares'],
  },
  { id: 'Backup 4d', says: 'Save SMS.INI.', backup: ['capture'], checks: ['sms-ini'] },
  {
    id: 'Restore 1',
    says: 'Install Windows NT Server on the target as it was on the old server.',
    differs: 'A person does this. The check compares version, service pack, platform and drives.',
    restore: ['check'],
    checks: ['target-windows', 'target-hotfixes', 'target-drives', 'target-files-empty'],
  },
  {
    id: 'Restore 1, note',
    says: 'Follow step 1 on page 686: above all the same computer name and domain name.',
    differs:
      'The page itself is not at hand: what is known of it stands in the first step of the runbook, and names are compared before anything is changed.',
    restore: ['check'],
    checks: [
      'target-computer-name',
      'target-domain',
      'target-role',
      'target-platform',
      'target-drives',
      'target-file-system',
    ],
  },
  {
    id: 'Restore 2',
    says: 'Create the SMS key, and restore the saved one with REGEDT32.',
    differs:
      'Resite writes the key itself, so that a hive of any format will do; by hand it is done as the article says.',
    restore: ['restore-registry', 'compare'],
  },
  {
    id: 'Restore 3',
    says: 'Restore \\SMS, \\MS, \\SMS_PKGx and SMS.INI.',
    differs: 'The next SMS ID is changed afterwards, as the caution asks for.',
    restore: ['restore-sms-root', 'restore-client-tree', 'restore-sms-ini', 'compare', 'write-ids'],
  },
  { id: 'Restore 3e', says: 'Run RUNSMS.BAT of SMS\\LOGON.SRV.', restore: ['client-setup'] },
  {
    id: 'Restore 4',
    says: 'Run INSTSRV of the compact disc for this platform, option 1, and answer its questions.',
    differs:
      'Resite installs the service through the service control manager with the same answers: INSTSRV shows the password on the screen (Q152466). By hand, the runbook has each question with its answer.',
    restore: ['install-bootstrap'],
    checks: ['service-account-logon', 'password-age', 'bootstrap-account', 'snapshot-bootstrap-program'],
  },
  {
    id: 'Restore 4, result',
    says: 'SMS_SITE_CONFIG_MANAGER starts; it installs and starts the others, and the site is fully operational.',
    differs: 'If the parent hears nothing, the site control file is sent again (Q183347).',
    restore: ['wait-for-services', 'resend-control-file', 'confirm-site'],
    checks: ['site-services-running'],
  },
  {
    id: 'Restore 5',
    says: 'Restart all services of the parent.',
    differs:
      'Those that ran before start again, and no others. The article never stops them in its restore: Resite does so first.',
    restore: ['stop-parent-services', 'return-parent-services'],
  },
  {
    id: 'Caution',
    says: 'UID files of the backup may be older than clients that joined since: no two may get the same SMS ID.',
    restore: ['decide-ids', 'write-ids'],
    checks: ['uid-file', 'uid-names', 'next-range-unused'],
  },
];
