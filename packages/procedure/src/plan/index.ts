export {
  type AskAccount,
  accountOf,
  prepareBackup,
  prepareRestore,
  prepareSiblingBackup,
  requireAccount,
} from './prepare.ts';
export { prepareRehearsal } from './prepare-rehearsal.ts';
export { planFailedRehearsal, planRehearsal } from './restore/plan-rehearsal.ts';
