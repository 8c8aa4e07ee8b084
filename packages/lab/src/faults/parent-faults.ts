import { join } from 'node:path';
import { type DatabaseConditions, setConditions } from '@resite/host';
import { stringValue } from '@resite/registry/values';
import { machineKill, machineUp } from '../power.ts';
import { laterBuild, releaseOf } from '../sms/release.ts';
import {
  addDependent,
  changeTable,
  type Fault,
  type FaultContext,
  setBuild,
  setValue,
  smsKey,
  stopService,
} from './fault.ts';

const database = ({ folder, parentMachine }: FaultContext, conditions: DatabaseConditions) =>
  setConditions(join(folder, parentMachine), { database: conditions });

/** At the parent, by the check that finds it. */
export const parentFaults = {
  'parent-answers': {
    what: 'the parent site server is off',
    make: async ({ folder, parentMachine }) => {
      await machineKill(folder, parentMachine);
      return () => machineUp(folder, parentMachine);
    },
  },
  'parent-site-code': {
    what: 'the server named as the parent carries another site',
    make: ({ parent }) => setValue(parent, `${smsKey}\\Identification`, stringValue('Site Code', 'P09')),
  },
  'parent-build': {
    what: 'the parent is of a later SMS than the site',
    make: ({ parent, site }) => setBuild(parent, laterBuild(releaseOf(site).build)),
  },
  'parent-dependents': {
    what: 'a fax server at the parent depends on SMS_EXECUTIVE, and runs',
    make: ({ parent }) => addDependent(parent, 'SMS_EXECUTIVE'),
  },
  clocks: {
    what: 'the clock of the parent is an hour ahead',
    make: async ({ folder, parentMachine }) => setConditions(join(folder, parentMachine), { clockAheadMs: 3_600_000 }),
  },
  'parent-database': {
    what: 'the SQL Server of the parent is stopped',
    make: ({ parent }) => stopService(parent, 'MSSQLSERVER'),
  },
  'parent-database-writes': {
    what: 'the transaction log of the site database is full, and the parent processes nothing',
    make: context => database(context, { logUsed: 100 }),
  },
  'parent-database-room': {
    what: 'the transaction log of the site database is nearly full',
    make: context => database(context, { logUsed: 85 }),
  },
  'parent-database-seen': {
    what: 'nobody may read the system tables of the SQL Server of the parent',
    make: context => database(context, { closed: true }),
  },
  'parent-reports-active': {
    what: 'the parent calls the site FAILED',
    make: context =>
      changeTable(context, 'Sites', `UPDATE Sites SET Status = 3 WHERE SiteCode = '${context.site.code}'`),
  },
  'parent-knows-site': {
    what: 'the site was deleted at the parent',
    make: context =>
      changeTable(context, 'Sites', `UPDATE Sites SET Status = 4 WHERE SiteCode = '${context.site.code}'`),
  },
  'parent-image-not-from-the-future': {
    what: 'the parent holds a site control file of the year 2036',
    make: context => changeTable(context, 'SiteControl', 'UPDATE SiteControl SET TimeStamp = 2090000000'),
  },
  'snapshot-up-to-date': {
    what: 'the parent has heard of the site since the backup',
    make: context =>
      changeTable(
        context,
        'SiteControl',
        `UPDATE SiteControl SET TimeStamp = unixepoch() WHERE SiteCode = '${context.site.code}'`,
      ),
  },
} as const satisfies Record<string, Fault>;
