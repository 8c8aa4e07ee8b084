/**
 * Every code a user can meet, what it means and the exit code it ends in.
 * Docs and exit codes come from this table; a new error starts with a line here.
 *
 * Exit codes: 1 error, 2 usage, 3 partial, 10 no repository, 11 locked, 12 wrong password,
 * 20 refused by a check, 21 downtime budget exceeded, 22 services not in their recorded state, 24 duplicate IDs, 75 retry later, 130 interrupted.
 */
export const codes = {
  // command line and configuration
  USAGE: { exit: 2, meaning: 'The command line cannot be understood.' },
  CONFIG_MISSING: { exit: 2, meaning: 'No resite.yaml was found.' },
  CONFIG_EXISTS: { exit: 2, meaning: 'There is already a resite.yaml, and it is never overwritten.' },
  CONFIG_UNSAFE: {
    exit: 2,
    meaning: 'Somebody else may change resite.yaml, or a file with a password, a key or the journals that it names.',
  },
  CONFIG_INVALID: { exit: 2, meaning: 'resite.yaml is not valid.' },
  SITE_UNKNOWN: { exit: 2, meaning: 'The named site is not in resite.yaml.' },
  HOST_UNKNOWN: { exit: 2, meaning: 'The named host is not in resite.yaml.' },
  ACCOUNT_MISSING: { exit: 2, meaning: 'Nobody has named the account for the services.' },
  SECRET_UNREADABLE: { exit: 2, meaning: 'A password file or command gave no password.' },
  SIGNING_KEY_INVALID: { exit: 2, meaning: 'This is not an Ed25519 public key.' },
  SIGNING_KEY_MISSING: { exit: 2, meaning: 'No key of this name or fingerprint is in resite.yaml.' },
  SIGNING_KEY_EXISTS: { exit: 2, meaning: 'resite.yaml has a key of this name already.' },
  INTERRUPTED: { exit: 130, meaning: 'The run was interrupted; services are back in their recorded state.' },

  // files
  FILE_MISSING: { exit: 1, meaning: 'A file or folder that is needed does not exist.' },
  FILE_IN_USE: { exit: 1, meaning: 'Another program has a file open and shares it with nobody.' },
  FILE_ACCESS: { exit: 1, meaning: 'A file or folder cannot be read or written.' },
  PATH_INVALID: { exit: 1, meaning: 'A file or registry path, or a name in it, is not valid.' },
  DISK_FULL: { exit: 1, meaning: 'The disk is full.' },
  XATTR_UNSUPPORTED: { exit: 1, meaning: 'The file system does not support extended attributes.' },

  // registry
  HIVE_INVALID: { exit: 1, meaning: 'A registry hive is damaged or not a hive.' },
  REG_INVALID: { exit: 1, meaning: 'A .reg file cannot be read.' },
  SDDL_INVALID: { exit: 1, meaning: 'A security descriptor, or its text, cannot be read.' },
  REGISTRY_KEY_MISSING: { exit: 1, meaning: 'A registry key or value that is needed does not exist.' },
  REGISTRY_TYPE: { exit: 1, meaning: 'A registry value has another type than it must have.' },
  REGISTRY_LIMIT: { exit: 1, meaning: 'Something in the registry is larger than Windows allows.' },

  // repository
  REPOSITORY_MISSING: { exit: 10, meaning: 'There is no repository at this place.' },
  REPOSITORY_EXISTS: { exit: 1, meaning: 'There is already a repository at this place.' },
  REPOSITORY_LOCKED: { exit: 11, meaning: 'Another program holds a lock on the repository.' },
  REPOSITORY_DAMAGED: { exit: 1, meaning: 'Data in the repository is missing or damaged.' },
  REPOSITORY_UNSUPPORTED: {
    exit: 1,
    meaning: 'The repository uses a format version or a feature that Resite does not know.',
  },
  WRONG_PASSWORD: { exit: 12, meaning: 'The password opens none of the repository keys.' },
  LOCATION_INVALID: { exit: 2, meaning: 'The location of a repository cannot be understood.' },
  SECRET_IN_LOCATION: { exit: 2, meaning: 'The location of a repository holds a password, which others could read.' },
  REPOSITORY_HOST_UNKNOWN: { exit: 1, meaning: 'The name of the repository server cannot be resolved.' },
  REPOSITORY_REFUSED: { exit: 1, meaning: 'Nothing listens at the address and port of the repository.' },
  REPOSITORY_UNREACHABLE: { exit: 75, meaning: 'The repository server does not answer properly at the moment.' },
  REPOSITORY_PROTOCOL: { exit: 1, meaning: 'The repository server sent an answer that Resite does not understand.' },
  REPOSITORY_LOGIN: { exit: 1, meaning: 'The repository server does not accept the user, password or key.' },
  REPOSITORY_FORBIDDEN: { exit: 1, meaning: 'The repository server does not let this user do this.' },
  REPOSITORY_APPEND_ONLY: { exit: 1, meaning: 'The repository server accepts new files, but lets nobody remove any.' },
  HOST_KEY_UNKNOWN: { exit: 1, meaning: 'The key of the SSH server is not among the known ones.' },
  HOST_KEY_CHANGED: { exit: 1, meaning: 'The key of the SSH server is not the known one.' },
  CERTIFICATE_UNTRUSTED: { exit: 1, meaning: 'The certificate of the server is not trusted.' },
  BUCKET_MISSING: { exit: 10, meaning: 'There is no S3 bucket of this name.' },
  KEY_MISSING: { exit: 1, meaning: 'The repository has no such key.' },
  KEY_NEEDED: { exit: 1, meaning: 'The key is in use and cannot be removed.' },
  KEEPS_NOTHING: { exit: 2, meaning: 'The rules would keep no snapshot at all, so Resite forgets none.' },
  SNAPSHOT_MISSING: { exit: 1, meaning: 'There is no such snapshot.' },
  SNAPSHOT_INCOMPLETE: { exit: 20, meaning: 'The snapshot lacks something that a restore needs.' },
  MANIFEST_INVALID: { exit: 20, meaning: 'The manifest of a snapshot describes a site that cannot exist.' },
  SNAPSHOT_UNTRUSTED: {
    exit: 20,
    meaning: 'No trusted key has signed the snapshot, and nobody has vouched for it.',
  },
  SNAPSHOT_FORGED: { exit: 20, meaning: 'The snapshot was changed after it was signed.' },
  SNAPSHOT_OF_SITE: {
    exit: 3,
    meaning:
      'Some snapshots are of a site, which is whole or nothing, and stay as they are; the others were rewritten.',
  },
  SOURCE_UNREADABLE: {
    exit: 3,
    meaning: 'Some files could not be read, or some paths not be found; the rest was saved.',
  },
  SOURCE_EMPTY: { exit: 3, meaning: 'No file was saved: the snapshot holds folders at most.' },
  INPUT_EMPTY: { exit: 1, meaning: 'There was nothing to save, so no snapshot was made.' },
  RESTORE_PARTIAL: { exit: 3, meaning: 'Some files could not be restored; the rest was.' },

  // hosts
  HOST_DOWN: { exit: 20, meaning: 'The computer does not answer.' },
  HOST_NOT_LIVE: { exit: 20, meaning: 'The host is a powered-off disk, and this needs a running computer.' },
  HOST_PROTOCOL: { exit: 1, meaning: 'The host sent an answer that Resite does not understand.' },
  HOST_NAME_UNKNOWN: { exit: 20, meaning: 'The name of the computer cannot be resolved.' },
  HOST_REFUSED: { exit: 20, meaning: 'Nothing listens at the port of the computer.' },
  HOST_PROTOCOL_REFUSED: { exit: 20, meaning: 'The computer speaks no version of SMB that Resite may speak with it.' },
  HOST_LOGON: { exit: 20, meaning: 'The computer does not accept the user or the password.' },
  HOST_ACCOUNT_LOCKED: { exit: 20, meaning: 'The account with which Resite logs on is locked out.' },
  HOST_ACCOUNT_DISABLED: { exit: 20, meaning: 'The account with which Resite logs on is disabled or has expired.' },
  HOST_ACCOUNT_REFUSED: {
    exit: 20,
    meaning: 'The account with which Resite logs on may not do so now, or not from here.',
  },
  HOST_RIGHT: { exit: 20, meaning: 'The account with which Resite logs on lacks a right on the computer.' },
  HOST_INTERFACE_MISSING: { exit: 20, meaning: 'The computer does not offer a remote interface that is needed.' },
  SMB_LIBRARY_MISSING: { exit: 20, meaning: 'This computer lacks what speaks with Windows computers.' },
  HOST_RUNNING: { exit: 20, meaning: 'The disk belongs to a computer that is switched on.' },
  WINDOWS_MISSING: { exit: 20, meaning: 'No Windows installation was found on the disk.' },
  WINDOWS_AMBIGUOUS: { exit: 20, meaning: 'The disk holds more than one Windows installation.' },
  RPC_STATUS: { exit: 1, meaning: 'A Windows computer refused a remote call.' },
  RPC_ANSWER_INVALID: { exit: 1, meaning: 'The answer of a computer to a remote call cannot be understood.' },
  RPC_ARGUMENT_INVALID: { exit: 1, meaning: 'A name or value cannot be sent in a remote call.' },
  FENCED: { exit: 1, meaning: 'Another run has taken over this host; this one may change nothing more.' },
  SERVICE_MISSING: { exit: 1, meaning: 'There is no service of this name.' },
  SERVICE_EXISTS: { exit: 1, meaning: 'There is already a service of this name, with other settings.' },
  SERVICE_MARKED_FOR_DELETION: {
    exit: 1,
    meaning:
      'A service of this name was deleted, but a program still holds it; it disappears when the computer restarts.',
  },
  SERVICE_LOGON: { exit: 20, meaning: 'Windows refused the service account or its password.' },
  SERVICE_PASSWORD_REFUSED: {
    exit: 1,
    meaning: 'The computer does not understand the encrypted password of a service: a person has to type it there.',
  },
  SERVICE_RIGHT: { exit: 20, meaning: 'The service account may not log on as a service.' },
  SERVICE_BINARY_MISSING: { exit: 1, meaning: 'The program of a service does not exist.' },
  SERVICE_START_FAILED: { exit: 1, meaning: 'A service did not start.' },
  SERVICE_STOP_FAILED: { exit: 1, meaning: 'A service did not stop.' },
  SERVICE_DEPENDENTS_RUNNING: { exit: 1, meaning: 'A service cannot stop while others that depend on it run.' },
  SERVICE_TIMEOUT: { exit: 1, meaning: 'A service did not reach the wanted state in time.' },
  LEASE_EXPIRED: {
    exit: 1,
    meaning: 'The host has not heard of the run for so long that it has begun to start the services by itself.',
  },
  LEASE_UNAVAILABLE: { exit: 1, meaning: 'Nothing on the host can start services by itself.' },
  SHARE_MISSING: { exit: 1, meaning: 'There is no share of this name.' },
  SHARE_ADMINISTRATIVE: {
    exit: 1,
    meaning: 'Windows itself makes the administrative shares; nobody else can change them.',
  },
  COMMAND_FAILED: { exit: 1, meaning: 'A command failed, on a host or here.' },
  DATABASE_UNREACHABLE: { exit: 20, meaning: 'The site database cannot be reached.' },

  // site
  SITE_NOT_FOUND: { exit: 20, meaning: 'No SMS site was found on the host.' },
  SITE_CODE_MISMATCH: { exit: 20, meaning: 'The site found on the host has another site code.' },
  SITE_CONTROL_FILE_MISSING: { exit: 20, meaning: 'SITECTRL.CT0 is missing.' },
  SITE_CONTROL_FILE_INVALID: { exit: 20, meaning: 'A site control file cannot be read.' },
  SITE_NOT_SECONDARY: { exit: 20, meaning: 'The site is not a secondary site.' },
  KNOWN_IDS_INVALID: { exit: 2, meaning: 'A list of known SMS IDs cannot be understood.' },
  IDS_UNKNOWN: { exit: 24, meaning: 'The next SMS ID of the site is not known.' },
  IDS_EXHAUSTED: { exit: 24, meaning: 'No range of SMS IDs is left for this site code.' },
  IDS_DUPLICATE: { exit: 24, meaning: 'One SMS ID is in use twice.' },

  // checks before a backup or a restore
  CHECK_FAILED: { exit: 20, meaning: 'A check found something that must be put right first.' },
  DRIFT_FOUND: { exit: 20, meaning: 'The site differs from its snapshot.' },
  TARGET_COMPUTER_NAME: { exit: 20, meaning: 'The target has another computer name than the site server had.' },
  TARGET_DOMAIN: { exit: 20, meaning: 'The target is in another domain than the site server was.' },
  TARGET_ROLE: { exit: 20, meaning: 'The target is another kind of computer in its domain than the site server was.' },
  TARGET_PLATFORM: { exit: 20, meaning: 'The target is of another platform than the site server was.' },
  TARGET_DRIVE_MISSING: { exit: 20, meaning: 'The target lacks a drive letter that the site uses.' },
  TARGET_FILE_SYSTEM: { exit: 20, meaning: 'A drive of the target is not of NTFS, as it was on the site server.' },
  TARGET_SMS_ROOT: { exit: 20, meaning: 'The target cannot hold the SMS root directory where it was.' },
  TARGET_HAS_SMS: { exit: 20, meaning: 'The target already carries SMS.' },
  CLOCKS_DIFFER: { exit: 20, meaning: 'The clocks of two computers of the hierarchy differ too much.' },
  HELPER_UNKNOWN: {
    exit: 20,
    meaning: 'Another server does part of the work of the site, and resite.yaml does not name it.',
  },
  PARENT_DOWN: { exit: 20, meaning: 'The parent site server does not answer.' },

  // procedure
  PROCEDURE_BUSY: { exit: 75, meaning: 'Another run is working on this site.' },
  PROCEDURE_UNFINISHED: { exit: 75, meaning: 'An earlier run was cut off and must be resumed first.' },
  PROCEDURE_SUPERSEDED: { exit: 20, meaning: 'A later run has worked on the same site; this one cannot be continued.' },
  GUARDIAN_FAILED: { exit: 1, meaning: 'The process that returns the services in an emergency did not start.' },
  JOURNAL_DAMAGED: { exit: 1, meaning: 'The journal cannot be read.' },
  STOPPED_BY_UNKNOWN_RUN: {
    exit: 22,
    meaning: 'A run that this journal does not know has stopped services of a host, and they are not back.',
  },
  STOP_RECORD_LEFT: {
    exit: 20,
    meaning: 'A host remembers an unknown run that stopped its services; they are back, but nobody has confirmed that.',
  },
  JOURNAL_VERSION: { exit: 1, meaning: 'The journal was written by a later version of Resite.' },
  JOURNAL_LOST: { exit: 20, meaning: 'The journal does not know the runs that began here.' },
  SERVICES_NOT_RESTORED: { exit: 22, meaning: 'At least one service is not in its recorded state.' },
  SITE_NOT_FUNCTIONAL: { exit: 1, meaning: 'The restored site does not show the signs of a working site.' },
  BACKUP_PARTIAL: {
    exit: 3,
    meaning: 'Some of the sites were backed up, or a snapshot lacks a part of its site; all services are back.',
  },
  REHEARSAL_FAILED: { exit: 23, meaning: 'A snapshot could not be brought to life on a scratch machine.' },
  EVIDENCE_INVALID: { exit: 1, meaning: 'The signature does not match the evidence of a rehearsal.' },
  EVIDENCE_UNTRUSTED: { exit: 1, meaning: 'The evidence of a rehearsal is signed by a key that is not trusted.' },
  DOWNTIME_BUDGET: {
    exit: 21,
    meaning: 'The services were down for longer than the downtime budget, or would have been; they are back.',
  },
  QUIESCE_BROKEN: { exit: 1, meaning: 'A service came up while the site was being captured.' },

  // lab
  LAB_EXISTS: { exit: 2, meaning: 'The folder already holds a lab.' },
  LAB_MISSING: { exit: 2, meaning: 'The folder holds no lab.' },
  LAB_MACHINE_FAILED: { exit: 1, meaning: 'A lab machine did not come up.' },

  INTERNAL: { exit: 1, meaning: 'A fault in Resite itself.' },
} as const satisfies Record<string, { exit: number; meaning: string }>;

export type ErrorCode = keyof typeof codes;
