import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defined } from '@resite/errors';
import { readProcedure } from '../src/journal/procedure-schema.ts';
import { planBackup } from '../src/plan/backup/plan-backup.ts';
import type { Procedure } from '../src/plan/procedure.ts';
import { planRestore } from '../src/plan/restore/plan-restore.ts';
import { backupFacts, restoreFacts } from './support/description.ts';

const stored = (procedure: unknown) => JSON.parse(JSON.stringify(procedure));

/** As the versions wrote it that had one text for the codes of all sites, and no phases. */
function asBefore({ sites, ...procedure }: Procedure) {
  const steps = procedure.steps.map(({ phase: _, ...step }) => ({
    ...step,
    action: earlierAction(stored(step.action)),
  }));
  return {
    ...procedure,
    siteCode: sites.join(', '),
    ...defined({ sites: sites.length > 1 ? sites : undefined }),
    steps,
  };
}

function earlierAction({ type, ...fields }: Record<string, unknown>): Record<string, unknown> {
  const { host, site, parentHost: parent, parentSite: parentCode, description, ...others } = fields;
  switch (type) {
    case 'check-before-backup':
      return { type, ...others, siteCode: site, site: host, parent, parentCode };
    case 'check-before-restore':
    case 'resend-control-file':
    case 'confirm-site':
      return { type, ...others, target: host, parent };
    case 'capture':
      return { type, ...others, siteCode: site, host };
    case 'commit-snapshot':
      return { type, ...others, host, parent, description };
    case 'decide-ids':
      return { type, ...others, parent };
    case 'describe-logon-servers':
      return { type, ...others, site: description };
    default:
      return { type, ...fields };
  }
}

for (const procedure of [planBackup(backupFacts), planRestore(restoreFacts)]) {
  test(`a ${procedure.kind} that an earlier version began is read in the words of this one`, () => {
    const steps = procedure.steps.map(({ phase: _, ...step }) => step);
    assert.deepEqual(stored(readProcedure(stored(asBefore(procedure)))), stored({ ...procedure, steps }));
    assert.deepEqual(readProcedure(stored(procedure)), stored(procedure));
  });
}
