export { connectHost, type HostSettings } from './access/connect.ts';
export { refuseUnsafe } from './access/refuse-unsafe.ts';
export {
  openSettings,
  type RepositorySettings,
  type ServerReference,
  serverOption,
} from './access/repository-settings.ts';
export { readSecret } from './access/secret.ts';
export type { Prompt, SecretReference } from './access/secret-source.ts';
export { snapshotPath } from './capture/snapshot-path.ts';
export { pastEvents } from './checks/past-events.ts';
export { checkRepositorySpace } from './checks/repository-space.ts';
export { readSnapshotEvidence } from './checks/snapshot-evidence.ts';
export { defaultUsefulLifeDays } from './checks/useful-life.ts';
export { type Drift, detectDrift } from './drift/drift.ts';
export type { DriftItem } from './drift/drift-item.ts';
export type { FileDrift, FolderDrift } from './drift/file-drift.ts';
export type { Emit, ProcedureEvent, StepState } from './execution/events.ts';
export type { HostDowntime, LedgerEntry } from './history/entry.ts';
export { Ledger, type LedgerStore, withLedger } from './history/ledger.ts';
export { predict, quantile } from './history/predict.ts';
export { readBacks } from './history/read-backs.ts';
export { type PastRehearsal, pastRehearsals } from './history/rehearsals.ts';
export { type Downtime, type Report, type ReportSite, type ReportStep, reportOf } from './history/report.ts';
export { checkHostMemory } from './host-memory/check-hosts.ts';
export { type HostsSeen, lookAtHosts } from './host-memory/look-at-hosts.ts';
export { type StoppedRecord, stoppedKey } from './host-memory/stopped-record.ts';
export { highestOfEachRange } from './ids/highest-of-each-range.ts';
export type { LogonServerHosts } from './ids/logon-servers.ts';
export { type IdSources, type IdSurvey, liveSite, surveyIds } from './ids/survey-ids.ts';
export { busy } from './journal/failures.ts';
export { Journal } from './journal/journal.ts';
export { isAlive, ownIdentity } from './journal/process-identity.ts';
export type { RecordedService, StepRecord } from './journal/records.ts';
export { isUnfinished, type Run, type RunStatus } from './journal/run.ts';
export type { BackupFacts, BackupSetting, SiteFacts } from './plan/backup/facts.ts';
export { planBackup, planSiblingBackup } from './plan/backup/plan-backup.ts';
export type { Prediction } from './plan/prediction.ts';
export {
  accountOf,
  type PreparedSiblings,
  prepareBackup,
  prepareRestore,
  prepareSiblingBackup,
  requireAccount,
} from './plan/prepare.ts';
export { prepareRehearsal, type RehearsalSubject } from './plan/prepare-rehearsal.ts';
export type { Action, ActionType, Procedure, ServiceAccount, Step, StepPhase } from './plan/procedure.ts';
export type { RestoreFacts } from './plan/restore/facts.ts';
export { planFailedRehearsal, planRehearsal, type RehearsalFacts } from './plan/restore/plan-rehearsal.ts';
export { planRestore } from './plan/restore/plan-restore.ts';
export { renderHtml, renderMarkdown, renderText, renderTxt } from './plan/runbook.ts';
export type { ProcedureRemedy } from './remedy/remedy.ts';
export { type Resumed, resume } from './run/resume.ts';
export { type RunOptions, runProcedure } from './run/run-procedure.ts';
export { type FromHost, returnFromHost } from './services/return-from-host.ts';
export { areBack, servicesDown } from './services/services-down.ts';
export { findSiteSnapshot } from './snapshot/find-snapshot.ts';
export type { Manifest } from './snapshot/manifest.ts';
export { judgeProvenance, type Provenance } from './snapshot/provenance.ts';
export { provenanceCheck } from './snapshot/provenance-check.ts';
export {
  fingerprintOf,
  isSignedBy,
  type PublicKey,
  parsePublicKey,
  pemOf,
  publicKeyPattern,
  type TrustedKey,
} from './snapshot/public-key.ts';
export { resiteFolder } from './snapshot/resite-folder.ts';
export { signatureName, signSnapshot } from './snapshot/sign-snapshot.ts';
export { ensureSigningKey, findSigningKey, type SigningKey, setAsideSigningKey } from './snapshot/signing-key.ts';
export { readManifest } from './snapshot/site-manifest.ts';
export { snapshotSite } from './snapshot/snapshot-site.ts';
export { refuseChanged, requireSameSnapshot } from './snapshot/trust.ts';
export { provenanceText, type SnapshotTrust } from './snapshot/trust-text.ts';
