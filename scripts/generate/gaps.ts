/** A place where Q138347 is silent or at odds with itself or with another article, and what answers it. */
export interface Gap {
  readonly id: string;
  /** What is missing or wrong. */
  readonly gap: string;
  /** What Resite does about it. */
  readonly answer: string;
  /** IDs of steps in the plan of a backup. */
  readonly backup?: readonly string[];
  /** IDs of steps in the plan of a restore. */
  readonly restore?: readonly string[];
  readonly checks?: readonly string[];
}

/** The answers are names in the plans and in the table of checks: one that does not exist there stops the generation. */
export const gaps: readonly Gap[] = [
  {
    id: 'G1',
    gap: 'Restore 3 points back to Backup 3, where the parent is stopped. Backup 4 is meant: the list of directories.',
    answer:
      'Each directory and file of Backup 4 has a restore step of its own, and Resite compares all of it afterwards.',
    restore: ['restore-sms-root', 'restore-client-tree', 'restore-sms-ini', 'compare'],
  },
  {
    id: 'G2',
    gap: 'The registry is saved before the services stop, so it can be older than the files; the next range of SMS IDs lies in it.',
    answer: 'Resite saves it again with the services stopped, restores that copy, and shows what changed in between.',
    backup: ['save-registry-before', 'save-registry', 'compare-registry'],
  },
  {
    id: 'G3',
    gap: 'The article never says to start the sites again after the copy; and its restore starts a parent that it never stopped.',
    answer:
      'Every service returns to the state that it was in, on both servers, also when the program dies. A restore stops the parent first and starts it last.',
    backup: ['record-services', 'start-guardian', 'return-parent-services', 'return-services'],
    restore: ['stop-parent-services', 'return-parent-services'],
  },
  {
    id: 'G4',
    gap: 'RUNSMS.BAT makes an empty \\MS when there is none, and gives the server a new SMS ID when it cannot open SMS.INI.',
    answer:
      'Resite restores and compares both before it runs. Checks before the backup and before the restore see that both are there.',
    restore: ['restore-client-tree', 'restore-sms-ini', 'client-setup'],
    checks: ['sms-ini', 'client-tree', 'snapshot-sms-ini', 'snapshot-client-tree'],
  },
  {
    id: 'G5',
    gap: 'INSTSRV.EXE lies in another directory on each compact disc, and the Resource Kit has another tool of that name.',
    answer:
      'Resite installs the service without it, with the path of SITEINS.EXE that fits the platform of the target.',
    restore: ['install-bootstrap'],
    checks: ['snapshot-bootstrap-program'],
  },
  {
    id: 'G6',
    gap: 'The article says that INSTSRV starts the service; Q152466 says to restart the server or to start it by hand.',
    answer: 'Resite starts it unless it runs already, and checks that it runs and starts with Windows NT.',
    restore: ['install-bootstrap', 'wait-for-services'],
    checks: ['bootstrap-service', 'site-services-running'],
  },
  {
    id: 'G7',
    gap: 'INSTSRV shows the password on the screen, and a wrong one is found only when the service does not start.',
    answer:
      'The password comes from a file, a command or a hidden prompt, and Resite tries it before it changes anything.',
    restore: ['install-bootstrap'],
    checks: ['service-account-logon', 'service-account-state', 'service-account-right'],
  },
  {
    id: 'G8',
    gap: 'The article mentions no shares. SMS_SITE_CONFIG_MANAGER makes its own if C$ and its like are there; nobody makes SMS_PKGx again.',
    answer:
      'Resite records the shares with comments and permissions. It makes package shares again, and waits for the others.',
    backup: ['describe-site'],
    restore: ['create-shares'],
    checks: [
      'shares',
      'share-comments',
      'package-folders',
      'package-shares',
      'target-administrative-shares',
      'site-shares',
    ],
  },
  {
    id: 'G9',
    gap: 'The keys of the services are not saved, and the password of the services is in neither key: it is an LSA secret.',
    answer:
      'Resite saves these keys beside the SMS key. It stores the password anew, which only a running computer can do.',
    backup: ['save-registry'],
    restore: ['install-bootstrap'],
    checks: ['services-account', 'target-live', 'bootstrap-account'],
  },
  {
    id: 'G10',
    gap: 'Other articles count SMS_HIERARCHY_MANAGER among the services of every site; it belongs to primary sites.',
    answer:
      'Resite reads from the site control file what must run, and warns of a Hierarchy Manager on a secondary site.',
    checks: ['site-services-running', 'no-hierarchy-manager'],
  },
  {
    id: 'G11',
    gap: 'For the same disaster Q183348 has the site deleted and built anew, which loses waiting instructions to clients.',
    answer:
      'That is the way out only when the parent does not know the site any more; the check that finds it says so.',
    checks: ['parent-knows-site'],
  },
  {
    id: 'G12',
    gap: 'The SMS root directory need not be \\SMS, nor lie on C:.',
    answer: 'Resite assumes no path: it reads it from the registry, and checks that the shares and SITECTRL.CT0 agree.',
    checks: ['site-found', 'roots-agree', 'site-control-file-agrees', 'target-sms-root'],
  },
  {
    id: 'G13',
    gap: 'File times matter: with a new date on SYSTEM.MAP every client verifies its installation.',
    answer: 'Resite restores times, attributes and permissions, and compares them before any service runs.',
    restore: ['restore-sms-root', 'compare'],
    checks: ['required-files'],
  },
  {
    id: 'G14',
    gap: 'SCMAN.LOG lies in the root of the SMS drive, outside of the directories of Backup 4.',
    answer: 'Resite captures and restores it as well, and reads it for signs of life.',
    backup: ['capture'],
    restore: ['restore-d-scman-log'],
    checks: ['scman-log', 'no-trouble-in-log'],
  },
  {
    id: 'G15',
    gap: 'Articles spell the directories in several ways, and one puts the site control file where it is not.',
    answer: 'The names are those of the Resource Guide, and Resite looks for every needed file before a backup.',
    checks: ['site-control-file', 'site-control-folder', 'inventory-flows'],
  },
];
