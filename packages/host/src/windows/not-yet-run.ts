/**
 * What of the driver `windows` nobody has run on Windows yet: it was tried against Samba and Wine alone. People are told
 * so wherever the driver is described. A line goes when somebody has seen it work, and says where.
 */
export const notYetRun: readonly string[] = [
  'the whole of it: a backup and a restore of a real server, with Windows NT 3.51, 4.0 or any later Windows',
  'the logon at Windows NT with NTLMv1, and its port 139',
  'times of files as Windows NT takes them over SMB 1, which may be cut to two seconds',
  'permissions of files and folders that are written: smbd refuses the call',
  'that a change of permissions moves the change time of a file, by which Resite sees what it need not ask again',
  'classes and times of registry keys: smbd has none',
  'services on which others depend: Wine does not tell which',
  'how long the service control manager of Windows waits for a service, and what it says then',
  'the password of a service, encrypted with the key of the session, as Windows NT 4.0 expects it',
  'whether an account may log on as a service, asked of the LSA',
  'when a password was set, asked of the Security Account Manager of a domain controller',
  'jobs of the scheduler that come to their time: Wine lists them and never fires them',
  'the database of a site on SQL Server 6.5, asked through FreeTDS',
];
