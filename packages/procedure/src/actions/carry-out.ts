import type { Execution } from '../execution/execution.ts';
import type { OutcomeOf } from '../plan/outcomes.ts';
import type { ActionOf, ActionType } from '../plan/procedure.ts';
import type { ActionHandler } from './action-handler.ts';
import { capture } from './capture.ts';
import { checkBeforeBackup, checkBeforeRestore } from './checks.ts';
import { commitSnapshot } from './commit-snapshot.ts';
import { compareWithSnapshot } from './compare.ts';
import { confirmRehearsal } from './confirm-rehearsal.ts';
import { confirmSite } from './confirm-site.ts';
import { expectDowntime } from './expect-downtime.ts';
import { decideSiteIds, writeIds } from './ids.ts';
import { compareLogonServers, describeLogonServers } from './logon-servers.ts';
import { settleQueues } from './queues.ts';
import { compareRegistry, describeSite, saveRegistry } from './registry.ts';
import { resendControlFile } from './resend-control-file.ts';
import { restoreFiles, restoreRegistry } from './restore.ts';
import { createShares, installService, runProgram } from './revive.ts';
import { confirmStopped, guard, record, returnAll, stop } from './services.ts';
import { verifySnapshot } from './verify-snapshot.ts';
import { waitForServices } from './wait-for-services.ts';

const handlers: { readonly [T in ActionType]: ActionHandler<T> } = {
  'check-before-backup': checkBeforeBackup,
  'check-before-restore': checkBeforeRestore,
  'verify-snapshot': verifySnapshot,
  'expect-downtime': expectDowntime,
  'start-guardian': guard,
  'record-services': record,
  'stop-services': stop,
  'confirm-stopped': confirmStopped,
  'return-services': returnAll,
  capture,
  'describe-site': describeSite,
  'save-registry': saveRegistry,
  'compare-registry': compareRegistry,
  'commit-snapshot': commitSnapshot,
  'decide-ids': decideSiteIds,
  'restore-registry': restoreRegistry,
  'restore-files': restoreFiles,
  'compare-with-snapshot': compareWithSnapshot,
  'write-ids': writeIds,
  'create-shares': createShares,
  'settle-queues': settleQueues,
  'compare-logon-servers': compareLogonServers,
  'describe-logon-servers': describeLogonServers,
  'resend-control-file': resendControlFile,
  'run-program': runProgram,
  'install-service': installService,
  'wait-for-services': waitForServices,
  'confirm-site': confirmSite,
  'confirm-rehearsal': confirmRehearsal,
};

/** Does what the action says, and returns what an action of its type returns. */
export function carryOut<T extends ActionType>(action: ActionOf<T>, execution: Execution): Promise<OutcomeOf<T>> {
  const handler: ActionHandler<T> = handlers[action.type];
  return handler(action, execution);
}
