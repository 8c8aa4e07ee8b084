import { isResiteError } from '@resite/errors';
import type { Identity, Service } from '@resite/host';
import { decodeDescriptor } from '@resite/registry/security';
import type {
  LeftOut,
  LogonServerDescription,
  ShareDescription,
  SharedPackages,
  SiteControlFileDescription,
  SiteDescription,
} from '@resite/site';
import { z } from 'zod';
import type { Manifest, RootPermissions } from './manifest.ts';
import type { RegistryFile } from './registry-files.ts';

/**
 * The shape of `/.resite/manifest.json`, version 1. Whoever can write to the repository can make one, so each text has a
 * form and a length, each list an end. What later versions add is left out.
 */

/** One line without control characters and without those that turn the direction of a text or cannot be seen. */
const line = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^[^\p{Cc}\p{Cf}\u2028\u2029]*$/u, 'must be one line of printable text');
const many = <T extends z.ZodType>(item: T, most: number) => z.array(item).max(most);

const siteCode = z.string().regex(/^(?!(?:AUX|CON|NUL|PRN)$)[0-9A-Z]{3}$/, 'must be a site code');
/** NetBIOS names have fifteen characters at most. */
const computerName = z.string().regex(/^[^\p{C}\\/:*?"<>|]{1,15}$/u, 'must be a computer name');
/** As discovery writes it, with its drive in upper case: so it compares with the drives of a host. */
const path = line(260).regex(/^[A-Z]:\\/, 'must be a path such as C:\\SMS');
const drive = z.string().regex(/^[A-Z]$/, 'must be a drive letter');
const time = z.iso.datetime({ offset: true }).max(40);
const uid = z.string().regex(/^[0-9A-Z]{8}$/i, 'must be an SMS ID');
const serviceName = line(256).regex(/^[^\\/]+$/, 'must be the name of a service');
const shareName = line(80).regex(/^[^\\/:*?"<>|]+$/, 'must be the name of a share');
const fileName = line(255).regex(/^[^\\/]+$/, 'must be the name of a file');
const count = z
  .int()
  .min(-1)
  .max(2 ** 32);

const state = z.enum(['stopped', 'start-pending', 'running', 'stop-pending']);
const startType = z.enum(['auto', 'manual', 'disabled']);

const service = z.object({
  name: serviceName,
  displayName: line(256),
  state,
  startType,
  imagePath: line(1024),
  account: line(256),
  // of groups with a + before
  dependsOn: many(line(257), 100).exactOptional(),
}) satisfies z.ZodType<Service>;

const role = z.enum([
  'primary-domain-controller',
  'backup-domain-controller',
  'domain-controller',
  'server',
  'workstation',
]);

const identity = z.object({
  computerName,
  domain: line(64),
  windowsVersion: line(32),
  servicePack: line(64),
  ansiCodePage: count.exactOptional(),
  // PROCESSOR_ARCHITECTURE. It names the folder of the program that is installed as a service.
  platform: z.string().regex(/^[A-Z0-9]{1,16}$/, 'must be a platform such as X86'),
  drives: many(drive, 26),
  systemRoot: line(260).regex(/^[A-Za-z]:\\/, 'must be a path such as C:\\WINNT35'),
  role: role.exactOptional(),
  hotfixes: many(line(255), 1000).exactOptional(),
}) satisfies z.ZodType<Identity>;

const securityDescriptor = z.base64().max(100_000).refine(isDescriptor, 'must be a security descriptor');
const share = z.object({
  name: shareName,
  path,
  comment: line(512),
  securityDescriptor: securityDescriptor.exactOptional(),
}) satisfies z.ZodType<ShareDescription>;

/** Self-relative, as Windows stores it. */
function isDescriptor(base64: string): boolean {
  try {
    decodeDescriptor(Buffer.from(base64, 'base64'));
    return true;
  } catch (error) {
    if (isResiteError(error, 'SDDL_INVALID')) return false;
    throw error;
  }
}

const siteControlFile = z.object({
  path,
  build: count,
  syntax: line(64),
  fileType: count,
  stamp: count,
  siteType: count,
  siteCode: line(16),
  parentSiteCode: line(16),
  siteServer: line(64),
  siteServerDomain: line(64),
  siteName: line(256),
  installDirectory: line(260),
  serviceAccountDomain: line(64),
}) satisfies z.ZodType<SiteControlFileDescription>;

const leftOut = z.object({ what: line(512), why: line(1024), source: line(256) }) satisfies z.ZodType<LeftOut>;
const sharedPackages = z.object({ share: shareName, path }) satisfies z.ZodType<SharedPackages>;

export const siteSchema = z.object({
  schema: z.literal(1),
  profile: line(64),
  siteType: z.enum(['primary', 'secondary']),
  siteCode,
  parentSiteCode: z.union([z.literal(''), siteCode]),
  siteServer: computerName,
  version: line(64),
  identity,
  discovered: time,
  registryKey: line(255),
  smsRoot: path,
  clientTree: path.exactOptional(),
  servicePack: line(64).exactOptional(),
  smsIni: path.exactOptional(),
  rootLogs: many(path, 100),
  packageFolders: many(path, 100),
  sharedPackages: many(sharedPackages, 100).exactOptional(),
  unsaved: many(leftOut, 200).exactOptional(),
  places: many(z.object({ id: line(64), type: z.enum(['directory', 'file']), path }), 200).exactOptional(),
  shares: many(share, 1000),
  services: many(service, 200),
  dependents: many(service, 200).exactOptional(),
  expectedServices: many(
    z.object({ name: serviceName, file: z.union([z.literal(''), fileName]), autostart: z.boolean() }),
    200,
  ),
  siteControlFile: siteControlFile.exactOptional(),
  siteControlProblem: line(4096).exactOptional(),
  siteControlFolder: many(fileName, 10_000),
  uids: many(uid, 10_000),
  nextUniqueId: line(64).exactOptional(),
  nextUniqueIdOfIni: line(64).exactOptional(),
  logonServers: many(computerName, 1000),
  helperServers: many(z.object({ name: computerName, components: many(line(64), 200) }), 100).exactOptional(),
  drives: many(drive, 26),
  fileSystems: z.record(drive, line(32)).exactOptional(),
}) satisfies z.ZodType<SiteDescription>;

const logonServer = z.object({
  computerName,
  uids: many(uid, 1000),
  shares: many(share, 1000),
  services: many(service, 200),
  freeBytes: z.number().nonnegative().exactOptional(),
}) satisfies z.ZodType<LogonServerDescription>;

const registryFile = z.object({
  file: line(300).regex(/^registry(\/(?!\.\.?(\/|$))[^/\\]+)+$/, 'must be a file of the folder registry'),
  format: line(32),
  for: line(128),
  codePage: count.exactOptional(),
  leftOut: many(line(2000), 200).exactOptional(),
}) satisfies z.ZodType<RegistryFile>;

const rootPermissions = z.object({
  root: path,
  points: many(z.object({ path, type: z.enum(['directory', 'file']), securityDescriptor }), 200),
  more: count,
}) satisfies z.ZodType<RootPermissions>;

/** Whether a manifest can name it. */
export const isManifestPath = (text: string): boolean => path.safeParse(text).success;

export const manifestSchema = z.object({
  schema: z.literal(1),
  run: line(128),
  captured: time,
  profile: line(64),
  site: siteSchema,
  roots: many(path, 200),
  leftOut: many(leftOut, 400).exactOptional(),
  registryKey: line(255),
  registryFiles: many(registryFile, 1000).exactOptional(),
  services: many(z.object({ name: serviceName, state, startType }), 200),
  logonServers: many(
    z.object({ name: line(64), found: logonServer.exactOptional(), why: line(1024).exactOptional() }),
    1000,
  ).exactOptional(),
  permissions: many(rootPermissions, 200).exactOptional(),
  servicePassword: z.object({ account: line(256), set: time }).exactOptional(),
  host: line(255),
}) satisfies z.ZodType<Manifest>;
