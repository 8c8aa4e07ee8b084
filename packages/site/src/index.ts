export type { ShareDescription, SiteControlFileDescription, SiteDescription } from './description.ts';
export { formatIni, getIni, type Ini, iniEntries, iniSections, parseIni, removeIni, setIni } from './ini.ts';
export { formatLogLine, formatLogTime, type LogLine, parseLogLine } from './log-line.ts';
export { formatNextId, type NextId, nextIdKey, nextIdValue, parseNextId } from './next-id.ts';
export type { Profile, ProfileService, ProfileShare, Queue, RequiredFile, StepText } from './profiles/profile.ts';
export { bootstrapProgram, findProfile, isAlwaysReread, matchesName, profiles } from './profiles/profiles.ts';
export { sms1xPrimary } from './profiles/sms-1x-primary.ts';
export { sms1xSecondary } from './profiles/sms-1x-secondary.ts';
export { siteControlErrors } from './site-control-file/error-extensions.ts';
export { type ExpectedService, expectedServices } from './site-control-file/expected-services.ts';
export { formatSiteControlFile } from './site-control-file/format.ts';
export * from './site-control-file/model.ts';
export { parseSiteControlFile } from './site-control-file/parse.ts';
export { fileDefinition, propertyNumber, recordsOf, siteAccount } from './site-control-file/records.ts';
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
