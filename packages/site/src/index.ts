export { checkAfterRehearsal, type RehearsalSituation } from './checks/after-rehearsal.ts';
export { checkAfterRestore } from './checks/after-restore.ts';
export { type AwaitSignsOptions, awaitSigns, type Clock, type Signs } from './checks/await-signs.ts';
export { type BackupSituation, checkBeforeBackup } from './checks/before-backup.ts';
export { checkBeforeRestore } from './checks/before-restore.ts';
export { type Check, conclude, type Finding, firstFailure } from './checks/check.ts';
export { clockChecks, type PastEvent, pastChecks } from './checks/clocks.ts';
export type { CheckDefinition, Phase } from './checks/definition.ts';
export type { SiteRemedy } from './checks/remedy.ts';
export type { RestoreSituation } from './checks/restore/situation.ts';
export type { RevivalSituation } from './checks/revival/situation.ts';
export { type CheckId, checkTable } from './checks/table/table.ts';
export { actualReceivedEvent, eventMeanings } from './database/event-meanings.ts';
export { type SiteDatabase, type SiteEvent, type SiteStatus, siteDatabase } from './database/site-database.ts';
export { type SiteDetail, siteDetailFlags, siteDetailNames, siteStatusNames } from './database/site-status.ts';
export type {
  PlaceDescription,
  ShareDescription,
  SharedPackages,
  SiteControlFileDescription,
  SiteDescription,
} from './description.ts';
export { captureRoots } from './discovery/capture-roots.ts';
export { describeShare } from './discovery/describe-share.ts';
export { type DescribedPlace, describedPlaces } from './discovery/described-places.ts';
export { discoverSite } from './discovery/discover-site.ts';
export { type Identification, identificationNames, readIdentification } from './discovery/identification.ts';
export { describeLogonServer, type LogonServerDescription, logonServerDifferences } from './discovery/logon-server.ts';
export { findParentServer } from './discovery/parent-address.ts';
export { decideIds, type IdDecision, type IdSituation, rangeMargin } from './ids/decide-ids.ts';
export { type IdEvidence, type IdProblem, type IdRequirement, judgeIds } from './ids/judge-ids.ts';
export { parseKnownIds } from './ids/known-ids.ts';
export { highestSighting, type IdSighting, idOf, sightingOfFile, sightingOfText } from './ids/sighting.ts';
export { type ParentSurvey, surveyParent } from './ids/survey-parent.ts';
export {
  leftNumber,
  type RangePointer,
  readSmsIni,
  type ServerSurvey,
  surveyLogonServer,
  surveySiteServer,
} from './ids/survey-server.ts';
export { formatIni, getIni, type Ini, iniEntries, iniSections, parseIni, removeIni, setIni } from './ini.ts';
export { type LeftOut, leftOutOf, leftOutText } from './left-out.ts';
export { formatLogLine, formatLogTime, type LogLine, parseLogLine } from './log-line.ts';
export { formatNextId, type NextId, nextIdKey, nextIdValue, parseNextId } from './next-id.ts';
export { isWithin } from './paths.ts';
export { type DescribedPlaces, faultOfPlace, type PlaceFault, placeFaults, programOf } from './places.ts';
export { ownProfile, type WrittenPath, type WrittenPlace, type WrittenProfile } from './profiles/own-profile.ts';
export type {
  Facts,
  Place,
  Profile,
  ProfileService,
  ProfileShare,
  Queue,
  RequiredFile,
  StepText,
} from './profiles/profile.ts';
export {
  allProfiles,
  bootstrapProgram,
  findProfile,
  isAlwaysReread,
  isRestoredShare,
  isServiceOf,
  isShareOf,
  matchesName,
  needsAccount,
  parentProfile,
} from './profiles/profiles.ts';
export { sms1xPrimary } from './profiles/sms-1x-primary.ts';
export { sms1xSecondary } from './profiles/sms-1x-secondary.ts';
export { profiles } from './profiles/table.ts';
export * from './site-control-file/index.ts';
export { logonServersOf } from './site-control-file/logon-servers.ts';
export {
  base36,
  compareUids,
  counterCount,
  firstUid,
  formatUid,
  lastCounter,
  nextUid,
  parseUid,
  rangeCount,
  type Uid,
} from './uid.ts';
