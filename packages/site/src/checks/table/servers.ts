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
  'parent-site-code': {
    phases: ['backup', 'restore'],
    severity: 'error',
    code: 'SITE_CODE_MISMATCH',
    title: 'The parent site server carries the parent site',
    wanted: 'the parent that the site names',
    remedy: 'Name the server of the parent site in resite.yaml. A site cannot come back below another parent.',
    source: 'Q122179 (event 226)',
  },
  clocks: {
    phases: ['backup', 'restore'],
    severity: 'error',
    code: 'CLOCKS_DIFFER',
    title: 'The clock agrees with that of the parent',
    wanted: 'at most 5 minutes of difference',
    remedy:
      'Set the clocks first. The parent keeps the site control file with the newer stamp; one from the future ' +
      'blocks every later one until that day.',
    source: 'Q154577; Q200380',
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
} as const satisfies Record<string, CheckDefinition>;
