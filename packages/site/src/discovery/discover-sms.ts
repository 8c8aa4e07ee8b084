import { defined } from '@resite/errors';
import type { Host, Service, Share } from '@resite/host';
import type { RegistryKey } from '@resite/registry';
import { sameName, upcase } from '@resite/registry/names';
import type { ShareDescription, SiteDescription } from '../description.ts';
import { getIni, type Ini, parseIni } from '../ini.ts';
import { namesIn } from '../list-if-any.ts';
import { nextIdKey, nextIdValue } from '../next-id.ts';
import { isFolderPath, isWithin, tidyPath } from '../paths.ts';
import type { Profile } from '../profiles/profile.ts';
import { isAdministrativeShare, matchesName } from '../profiles/profiles.ts';
import { siteControlFolder } from '../profiles/sms-1x.ts';
import { sms1xPrimary } from '../profiles/sms-1x-primary.ts';
import { sms1xSecondary } from '../profiles/sms-1x-secondary.ts';
import { readServicePack } from '../service-pack.ts';
import { expectedServices } from '../site-control-file/expected-services.ts';
import { helperServersOf } from '../site-control-file/helper-servers.ts';
import { logonServersOf } from '../site-control-file/logon-servers.ts';
import { siteType } from '../site-control-file/model.ts';
import { isUidFile } from '../uid.ts';
import { captureRoots } from './capture-roots.ts';
import { describeShare } from './describe-share.ts';
import { findClientTree } from './find-client-tree.ts';
import { findPackages } from './find-packages.ts';
import { type Identification, readIdentification, readText } from './identification.ts';
import { noSite } from './no-site.ts';
import { rootFolders } from './root-folders.ts';
import { isSmsService, servicesOfSite } from './services-of-site.ts';
import { describeSiteControlFile, readSiteControlFile } from './site-control.ts';

/**
 * A site of SMS 1.x, primary or secondary, by its registry, files, shares and services; assumes no path. A missing or damaged
 * SITECTRL.CT0 is no error here: the description says so.
 */
export async function discoverSms(host: Host, key: RegistryKey): Promise<SiteDescription> {
  const shares = (await host.shares.list()).filter(share => !isAdministrativeShare(share.name));
  const services = await host.services.list();
  const identification = readIdentification(key);
  const smsRoot = await findRoot(host, identification, shares);
  const siteControl = await readSiteControlFile(host, smsRoot);
  const { file } = siteControl;
  const control = file && describeSiteControlFile(siteControl.path, file);
  const siteCode = identification.siteCode ?? control?.siteCode;
  if (siteCode === undefined) throw noSite(host, 'SMS', 'neither its registry nor SITECTRL.CT0 names a site code');

  const identity = await host.identity();
  refuseHelper(host, identification.siteServer, identity.computerName, siteControl.file === undefined);
  const ini = await findSmsIni(host, identity.drives);
  const folders = await rootFolders(host, identity.drives);
  const programs = services.map(({ imagePath }) => imagePath);
  const clientTree = await findClientTree(host, { ini: ini?.content, key, programs, folders });
  const servers = [identity.computerName, identification.siteServer ?? control?.siteServer ?? identity.computerName];
  const { systemRoot } = identity;
  const packages = await findPackages(host, { shares, key, servers, folders, smsRoot, systemRoot });
  const unsaved = [...clientTree.unsaved, ...packages.unsaved];
  const nextUniqueId = readText(key, nextIdKey, nextIdValue);
  const nextUniqueIdOfIni = ini && getIni(ini.content, 'Local', 'NextAvailableSiteSMSUniqueID');
  const profile = await profileOf(host, smsRoot, control?.siteType, services);
  const elsewhere = file === undefined ? [] : helperServersOf(file);
  // A file of another server, which a check refuses, would have this one help that.
  const helpers = elsewhere.filter(({ name }) => !sameName(name, identity.computerName));
  const found: SiteDescription = defined({
    schema: 1,
    profile: profile.name,
    siteType: profile.siteType,
    siteCode: upcase(siteCode),
    parentSiteCode: upcase(identification.parentSiteCode ?? control?.parentSiteCode ?? ''),
    siteServer: identification.siteServer ?? control?.siteServer ?? identity.computerName,
    version: readText(key, 'Setup', 'Version') ?? String(file?.build ?? ''),
    identity,
    discovered: (await host.now()).toISOString(),
    registryKey: profile.registryKey,
    smsRoot,
    clientTree: clientTree.path,
    servicePack: clientTree.path && (await readServicePack(host, clientTree.path)),
    smsIni: ini?.path,
    rootLogs: await findRootLogs(host, smsRoot),
    packageFolders: packages.packageFolders,
    sharedPackages: packages.sharedPackages.length === 0 ? undefined : packages.sharedPackages,
    unsaved: unsaved.length === 0 ? undefined : unsaved,
    shares: shares.map(describeShare),
    ...servicesOfSite(services, service => isSmsService(service, smsRoot)),
    expectedServices: file === undefined ? [] : expectedServices(file, profile.siteType),
    siteControlFile: control,
    siteControlProblem: siteControl.problem,
    siteControlFolder: await namesIn(host, `${smsRoot}\\${siteControlFolder}`, 'file'),
    uids: (await namesIn(host, `${smsRoot}\\${profile.ids!.uidFolder}`, 'file'))
      .filter(isUidFile)
      .map(name => name.slice(0, 8)),
    nextUniqueId,
    nextUniqueIdOfIni,
    logonServers: file === undefined ? [] : logonServersOf(file),
    helperServers: helpers.length === 0 ? undefined : helpers,
    drives: [],
  });
  const roots = captureRoots(found);
  return {
    ...found,
    shares: found.shares.filter(share => isMade(profile, share) || roots.some(root => isWithin(share.path, root))),
    drives: [...new Set(roots.map(path => path[0]!))].sort(),
  };
}

/** Where these lead, a check looks at. Any other share belongs to the site when it leads to what is saved. */
const isMade = ({ shares }: Profile, { name }: ShareDescription) =>
  shares.some(share => share.madeBy !== undefined && matchesName(share.name, name));

async function findRoot(host: Host, { installDirectory }: Identification, shares: readonly Share[]): Promise<string> {
  // The share of the SMS root is SMS_SHR with the letter of its drive.
  const shared = shares.find(({ name, path }) => /^SMS_SHR[A-Z]$/i.test(name) && isFolderPath(path))?.path;
  const root = installDirectory ?? shared;
  if (root === undefined)
    throw noSite(host, 'SMS', 'its registry names no installation directory and no share SMS_SHRx is there');
  const path = tidyPath(root);
  // Event 209 wants a full DOS path that is not the root of a drive (Q122179).
  if (!isFolderPath(path))
    throw noSite(host, 'SMS', `the installation directory ${path} is not a folder on a local drive`);
  if ((await host.files.stat(path))?.type !== 'directory') throw noSite(host, 'SMS', `there is no folder ${path}`);
  return path;
}

/** A server that does part of the work of a site may have a key of SMS as well: it names another one, and has no site control file. */
function refuseHelper(host: Host, siteServer: string | undefined, computerName: string, hasNoFile: boolean): void {
  if (!hasNoFile || siteServer === undefined || sameName(siteServer, computerName)) return;
  throw noSite(host, 'SMS', `its registry names ${siteServer} as the site server, and it has no SITECTRL.CT0`);
}

/** "In the root of the first (alphabetical) local hard drive": the first drive that has one. */
async function findSmsIni(host: Host, drives: readonly string[]): Promise<{ path: string; content: Ini } | undefined> {
  for (const drive of drives) {
    const path = `${drive}:\\SMS.INI`;
    if ((await host.files.stat(path))?.type === 'file') return { path, content: parseIni(await host.files.read(path)) };
  }
  return undefined;
}

/** SCMAN.LOG lies in the root of the SMS drive, outside of the SMS root (Q125452, Q130906). */
async function findRootLogs(host: Host, smsRoot: string): Promise<string[]> {
  const drive = smsRoot.slice(0, 3);
  const files = (await host.files.list(drive)).filter(({ type, name }) => type === 'file' && /^SCMAN\./i.test(name));
  return files.map(({ name }) => drive + name);
}

async function profileOf(
  host: Host,
  smsRoot: string,
  type: number | undefined,
  services: readonly Service[],
): Promise<Profile> {
  if (type === siteType.primary) return sms1xPrimary;
  if (type === siteType.secondary) return sms1xSecondary;
  const primaryFolder = await host.files.stat(`${smsRoot}\\PRIMSITE.SRV`);
  const hierarchyManager = services.some(({ name }) => /^SMS_HIERARCHY_MANAGER$/i.test(name));
  return primaryFolder !== undefined || hierarchyManager ? sms1xPrimary : sms1xSecondary;
}
