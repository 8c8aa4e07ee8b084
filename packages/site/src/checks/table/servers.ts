import type { CheckDefinition } from '../definition.ts';

/** The servers themselves, before anything of SMS is looked at; and the parent, which every procedure needs. */
export const serverChecks = {
  'host-answers': {
    phases: ['backup'],
    severity: 'error',
    code: 'HOST_DOWN',
    title: 'The site server answers',
    wanted: 'an answer',
    remedy: 'Switch it on and check the way to it.',
    source: 'Q138347',
  },
  'target-answers': {
    phases: ['restore', 'revival'],
    side: 'target',
    severity: 'error',
    code: 'HOST_DOWN',
    title: 'The target answers',
    wanted: 'an answer',
    remedy: 'Switch it on and check the way to it.',
    source: 'Q138347',
  },
  'parent-answers': {
    phases: ['backup', 'restore', 'revival'],
    side: 'parent',
    severity: 'error',
    code: 'PARENT_DOWN',
    title: 'The parent site server answers',
    wanted: 'an answer',
    remedy: 'Switch it on and check the way to it. The procedure needs the parent and its database.',
    source: 'Q138347 Summary',
  },
  'helper-answers': {
    phases: ['backup', 'restore', 'revival'],
    severity: 'error',
    code: 'HOST_DOWN',
    title: 'The helper server answers',
    wanted: 'an answer',
    remedy:
      'Switch it on and check the way to it. If it is gone for good: take it out of `helperServers` of the site in resite.yaml, and ' +
      'before a backup move its components back to the site server.',
    source: 'Q131698; Q153247',
  },
  'helper-services': {
    phases: ['backup', 'restore'],
    severity: 'warning',
    title: 'SMS_EXECUTIVE runs on every helper server',
    wanted: 'running',
    remedy:
      'What was stopped before stays stopped afterwards, and nobody does that part of the work of the site. Start it if that is not meant.',
    source: 'SMS Resource Guide, services',
  },
  'helper-dependents': {
    phases: ['backup', 'restore'],
    severity: 'info',
    title: 'Nothing else on the helper server depends on the services of SMS',
    wanted: 'no running service of another product',
    remedy: 'Nothing is wrong. It is stopped before them and started again after them: tell those who use it.',
    source: 'Resite: services come back',
  },
  'parent-site-code': {
    phases: ['backup', 'restore'],
    severity: 'error',
    code: 'SITE_CODE_MISMATCH',
    title: 'The parent site server carries the parent site',
    wanted: 'the parent that the site names',
    remedy: 'Name the server of the parent site in resite.yaml. A site cannot come back below another parent.',
    source: 'Q122179 (event 226)',
  },
  'parent-build': {
    phases: ['backup', 'restore'],
    severity: 'warning',
    title: 'The parent is of no later build than the site, which it would upgrade',
    wanted: 'the build of the site, or an earlier one',
    remedy:
      'The Hierarchy Manager of a parent of a later build upgrades the site by itself, even after setup /noautoupgrade, once the ' +
      'site works: so after a restore, too. Let it, with the line and the disk free for it; leave the site alone until it is ' +
      'ACTIVE, and back it up then.',
    source: 'Q162727; Q186418; Q137988',
  },
  'parent-dependents': {
    phases: ['backup', 'restore'],
    severity: 'info',
    title: 'Nothing else on the parent site server depends on the services of SMS',
    wanted: 'no running service of another product',
    remedy: 'Nothing is wrong. It is stopped before them and started again after them: tell those who use it.',
    source: 'Resite: services come back',
  },
  clocks: {
    phases: ['backup', 'restore'],
    severity: 'error',
    code: 'CLOCKS_DIFFER',
    title: 'The clocks of all computers agree',
    wanted: 'at most 10 minutes of difference',
    remedy:
      'Compare each clock with one that is not among these, and set the one that is wrong. A site control file from the future ' +
      'blocks every later one until that day. If clocks differ on purpose: --accept-clocks.',
    source: 'Q154577; Q200380',
  },
  'clocks-accepted': {
    phases: ['backup', 'restore'],
    severity: 'warning',
    title: 'The clocks of all computers agree, or differ on purpose',
    wanted: 'at most 10 minutes of difference',
    remedy: '--accept-clocks says that they differ on purpose.',
    source: 'Q154577; Q200380',
  },
  'clocks-bearable': {
    phases: ['backup', 'restore'],
    severity: 'error',
    code: 'CLOCKS_DIFFER',
    title: 'Every clock is at a time that SMS can handle',
    wanted: 'a year from 1990 to 2036',
    remedy: 'Set that clock. Dates from 2037 on crash the programs of SMS. Nothing overrides this.',
    source: 'Q151648; Q202003',
  },
  'clock-after-past': {
    phases: ['backup'],
    severity: 'error',
    code: 'CLOCKS_DIFFER',
    title: 'The clock of this computer is past the newest run and the newest snapshot',
    wanted: 'a clock that is past what has happened',
    remedy: 'Which is right, the clock or the snapshot?',
    source: 'Resite',
  },
  'clock-after-past-accepted': {
    phases: ['backup'],
    severity: 'warning',
    title: 'The clock of this computer is past the newest run and the newest snapshot, or is wrong on purpose',
    wanted: 'a clock that is past what has happened',
    remedy: '--accept-clocks says that the clocks are meant to be as they are.',
    source: 'Resite',
  },
  'parent-database': {
    phases: ['backup', 'restore'],
    severity: 'error',
    code: 'DATABASE_UNREACHABLE',
    title: 'The database of the parent can be reached',
    wanted: 'an answer',
    remedy: 'Start SQL Server for it and check its log; the services of SMS may be stopped.',
    source: 'Q138347 Summary',
  },
  'parent-database-writes': {
    phases: ['backup', 'restore', 'revival', 'host'],
    side: 'parent',
    severity: 'error',
    minutes: 5,
    title: 'The database of the parent takes changes',
    wanted: 'room in its log and in tempdb, Select Into/Bulk Copy of tempdb, and no option that forbids changes',
    remedy:
      'It answers, and nothing that arrives is processed: jobs stay Pending. Empty a full log with `DUMP TRANSACTION … WITH NO_LOG` and dump the ' +
      'database then; a full tempdb by a restart of SQL Server. Looked at after a restore as long as the parent has not heard from the site.',
    source: 'Q183236; Q125487; Q199364; Q199985; Q179009; Q151757',
  },
  'parent-database-room': {
    phases: ['backup', 'restore', 'host'],
    severity: 'warning',
    title: 'The database of the parent has room for more changes',
    wanted: 'less than 80 % of its log and of tempdb in use',
    remedy:
      'When they are full, the parent processes nothing more. Set Truncate Log On Checkpoint, or make the log larger; tempdb should have a fifth of the ' +
      'size of the largest database.',
    source: 'Q125487; Q199364; Q171338',
  },
  'parent-database-seen': {
    phases: ['backup', 'restore', 'host'],
    severity: 'info',
    title: 'It can be seen whether the database of the parent takes changes',
    wanted: 'answers to `DBCC SQLPERF(LOGSPACE)` and to questions about system tables of SQL Server 6.5',
    remedy: 'See it by hand, in ISQL/W: `DBCC SQLPERF(LOGSPACE)`, `sp_helpdb`, and in tempdb `sp_spaceused`.',
    source: 'Q183236; Q199364; Transact-SQL Reference 6.5, DBCC and sysdatabases',
  },
} as const satisfies Record<string, CheckDefinition>;
