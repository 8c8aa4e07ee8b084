export type { BackupFacts, BackupSetting, SiteFacts } from './backup-plan/facts.ts';
export { connectHost, type HostSettings } from './connect.ts';
export { type Drift, detectDrift } from './drift/drift.ts';
export type { DriftItem } from './drift/drift-item.ts';
export type { FileDrift, FolderDrift } from './drift/file-drift.ts';
export type { Emit, ProcedureEvent, StepState } from './events.ts';
export { findSiteSnapshot } from './find-snapshot.ts';
export { checkHostMemory } from './host-memory/check-hosts.ts';
export { type HostsSeen, lookAtHosts } from './host-memory/look-at-hosts.ts';
export { type FromHost, returnFromHost } from './host-memory/return-from-host.ts';
export { type StoppedRecord, stoppedKey } from './host-memory/stopped-record.ts';
export { highestOfEachRange } from './ids/highest-of-each-range.ts';
export type { LogonServerHosts } from './ids/logon-servers.ts';
export { snapshotSite } from './ids/snapshot-site.ts';
export { type IdSources, type IdSurvey, liveSite, surveyIds } from './ids/survey-ids.ts';
export { Journal, type RecordedService, type StepRecord } from './journal.ts';
export { busy } from './journal-failure.ts';
export type { HostDowntime, LedgerEntry } from './ledger/entry.ts';
export { Ledger, withLedger } from './ledger/ledger.ts';
export { predict, quantile } from './ledger/predict.ts';
export type { Prediction } from './ledger/prediction.ts';
export { type Manifest, readManifest, resiteFolder, snapshotPath } from './manifest.ts';
export { pastEvents } from './past-events.ts';
export { type PerformOptions, perform } from './perform.ts';
export { planBackup, planSiblingBackup } from './plan-backup.ts';
export {
  accountOf,
  type PreparedSiblings,
  prepareBackup,
  prepareRestore,
  prepareSiblingBackup,
  requireAccount,
} from './prepare.ts';
export { prepareRehearsal, type RehearsalSubject } from './prepare-rehearsal.ts';
export type { Action, ActionType, Procedure, ServiceAccount, Step } from './procedure.ts';
export { isAlive, ownIdentity } from './process-identity.ts';
export { readBacks } from './read-backs.ts';
export { refuseUnsafe } from './refuse-unsafe.ts';
export { type PastRehearsal, pastRehearsals } from './rehearsals.ts';
export { type Downtime, type Report, type ReportSite, type ReportStep, reportOf } from './report.ts';
export { openSettings, type RepositorySettings, type ServerReference, serverOption } from './repository-settings.ts';
export { checkRepositorySpace } from './repository-space.ts';
export type { RestoreFacts } from './restore-plan/facts.ts';
export { planFailedRehearsal, planRehearsal, type RehearsalFacts } from './restore-plan/plan-rehearsal.ts';
export { planRestore } from './restore-plan/plan-restore.ts';
export { type Resumed, resume } from './resume.ts';
export { isUnfinished, type Run, type RunStatus } from './run.ts';
export { renderMarkdown, renderText } from './runbook.ts';
export { type Prompt, readSecret, type SecretReference } from './secret.ts';
export { areBack, servicesDown } from './services-down.ts';
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
export { signatureName, signSnapshot } from './snapshot/sign-snapshot.ts';
export { ensureSigningKey, findSigningKey, type SigningKey, setAsideSigningKey } from './snapshot/signing-key.ts';
export { refuseChanged, requireSameSnapshot } from './snapshot/trust.ts';
export { provenanceText, type SnapshotTrust } from './snapshot/trust-text.ts';
export { readSnapshotEvidence } from './snapshot-evidence.ts';
export { defaultUsefulLifeDays } from './useful-life.ts';
