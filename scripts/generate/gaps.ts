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
    answer: 'Each directory and file of Backup 4 has a restore step of its own, and all of it is compared afterwards.',
    restore: ['restore-sms-root', 'restore-client-tree', 'restore-sms-ini', 'compare'],
  },
  {
    id: 'G2',
    gap: 'The registry is saved before the services stop, so it can be older than the files; the next range of SMS IDs lies in it.',
    answer:
      'It is saved again with the services stopped, and that copy is the one that is restored. What changed in between is shown.',
    backup: ['save-registry-before', 'save-registry', 'compare-registry'],
  },
  {
    id: 'G3',
    gap: 'After the copy, nobody is told to start either site again; and the restore starts a parent that it never stopped.',
    answer:
      'Every service returns to the state that it was in, on both servers, also when the program dies. A restore stops the parent first and starts it last.',
    backup: ['record-services', 'start-guardian', 'return-parent-services', 'return-services'],
    restore: ['stop-parent-services', 'return-parent-services'],
  },
  {
    id: 'G4',
    gap: 'RUNSMS.BAT makes an empty \\MS when there is none, and gives the server a new SMS ID when it cannot open SMS.INI.',
    answer:
      'Both are restored and compared before it is run, and missed by a check before the backup and before the restore.',
    restore: ['restore-client-tree', 'restore-sms-ini', 'client-setup'],
    checks: ['sms-ini', 'client-tree', 'snapshot-sms-ini', 'snapshot-client-tree'],
  },
  {
    id: 'G5',
    gap: 'INSTSRV.EXE lies in another directory on each compact disc, and the Resource Kit has another tool of that name.',
    answer: 'The service is installed without it, with the path of SITEINS.EXE that fits the platform of the target.',
    restore: ['install-bootstrap'],
    checks: ['snapshot-bootstrap-program'],
  },
  {
    id: 'G6',
    gap: 'The article says that INSTSRV starts the service; Q152466 has somebody restart the server or start it by hand.',
    answer: 'It is started unless it runs already, and seen to run and to start with Windows NT.',
    restore: ['install-bootstrap', 'wait-for-services'],
    checks: ['bootstrap-service', 'site-services-running'],
  },
  {
    id: 'G7',
    gap: 'INSTSRV shows the password on the screen, and a wrong one is found only when the service does not start.',
    answer: 'The password comes from a file, a command or a hidden prompt, and is tried before anything is changed.',
    restore: ['install-bootstrap'],
    checks: ['service-account-logon', 'service-account-state', 'service-account-right'],
  },
  {
    id: 'G8',
    gap: 'Shares are not mentioned. SMS_SITE_CONFIG_MANAGER makes its own if C$ and its like are there; nobody makes SMS_PKGx again.',
    answer:
      'Shares are recorded with comments and permissions. Package shares are made again; the others are waited for.',
    backup: ['describe-site'],
    restore: ['create-shares'],
    checks: ['shares', 'share-comments', 'package-folders', 'target-administrative-shares', 'site-shares'],
  },
  {
    id: 'G9',
    gap: 'The keys of the services are not saved, and the password of the services is in neither key: it is an LSA secret.',
    answer:
      'The keys are saved beside the SMS key. The password is given anew, on a computer that runs and can store it.',
    backup: ['save-registry'],
    restore: ['install-bootstrap'],
    checks: ['services-account', 'target-live', 'bootstrap-account'],
  },
  {
    id: 'G10',
    gap: 'Other articles count SMS_HIERARCHY_MANAGER among the services of every site; it belongs to primary sites.',
    answer: 'What must run is read from the site control file; a Hierarchy Manager on a secondary site gets a warning.',
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
    answer: 'No path is assumed: it is read from the registry and has to agree with the shares and SITECTRL.CT0.',
    checks: ['site-found', 'roots-agree', 'site-control-file-agrees', 'target-sms-root'],
  },
  {
    id: 'G13',
    gap: 'File times matter: with a new date on SYSTEM.MAP every client verifies its installation.',
    answer: 'Times, attributes and permissions are restored, and compared before any service runs.',
    restore: ['restore-sms-root', 'compare'],
    checks: ['required-files'],
  },
  {
    id: 'G14',
    gap: 'SCMAN.LOG lies in the root of the SMS drive, outside of the directories of Backup 4.',
    answer: 'It is captured and restored as well, and read for signs of life.',
    backup: ['capture'],
    restore: ['restore-d-scman-log'],
    checks: ['scman-log', 'no-trouble-in-log'],
  },
  {
    id: 'G15',
    gap: 'Articles spell the directories in several ways, and one puts the site control file where it is not.',
    answer: 'The names are those of the Resource Guide, and every file that is needed is looked for before a backup.',
    checks: ['site-control-file', 'site-control-folder', 'inventory-flows'],
  },
];
