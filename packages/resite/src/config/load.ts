import { lstat, readdir, readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { defined, isSystemError, ResiteError } from '@resite/errors';
import { hasStrayBytes, pathFromText, workingFolder } from '@resite/filesystem/path-text';
import type { HostSettings, SecretReference, ServerReference, TrustedKey } from '@resite/procedure';
import { refuseUnsafe } from '@resite/procedure/access';
import { parseDuration } from '../duration.ts';
import { notUtf8, plainPath } from '../plain-path.ts';
import type { Config, SiteSettings } from './config.ts';
import { absoluteLocation } from './location.ts';
import type { ConfigFile } from './schema.ts';

const fileName = 'resite.yaml';
/** What people write instead of it; passed over, it would be silence. */
const wrongNames = ['resite.yml', '.resite.yaml', '.resite.yml', 'resite.json'];

/**
 * Reads the file that is named, or else the first resite.yaml from the current folder upwards.
 * `CONFIG_MISSING` when there is none, `CONFIG_INVALID` with the place of every problem, `CONFIG_UNSAFE` when somebody else
 * may change it: it names commands that are run. The search does not pass over such a one.
 */
export async function loadConfig(named: string | undefined): Promise<Config> {
  const { file, text } = named === undefined ? await find(workingFolder()) : await readNamed(plainPath(named));
  const { parseConfig } = await import('./parse.ts'); // YAML and a schema are much to load for who has no such file
  const content = parseConfig(file, text);
  const config: Config = { ...resolvePaths(file, content), ...(await ownProfiles(content)) };
  // Journals hold what a run is to do, with the commands that print its passwords.
  await refuseUnsafe('the folder of the journals', config.state);
  for (const name of ['journal.db', 'journal.db-wal']) await refuseUnsafe('the journal', join(config.state, name));
  return config;
}

async function find(start: string): Promise<{ file: string; text: string }> {
  for (let folder: string | undefined = start; folder !== undefined; folder = above(folder)) {
    const file = join(folder, fileName);
    if (hasStrayBytes(folder)) {
      await refuseThere(file);
      continue;
    }
    const text = await readIfThere(file);
    await refuseWrongName(folder, text !== undefined);
    if (text !== undefined) return { file, text };
  }
  throw new ResiteError('CONFIG_MISSING', `there is no ${fileName} in ${start} or in a folder above it`, {
    hint: 'Write one with `resite init`, or name one with --config FILE.',
  });
}

const above = (folder: string) => (folder === dirname(folder) ? undefined : dirname(folder));

/** A configuration in a folder whose name is not UTF-8: what is in it is not searched for elsewhere. */
async function refuseThere(file: string): Promise<void> {
  try {
    await lstat(pathFromText(file));
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR', 'EACCES')) return;
    throw error;
  }
  throw notUtf8(file);
}

async function refuseWrongName(folder: string, hasRightOne: boolean): Promise<void> {
  const names = await readdir(folder).catch(() => []); // a folder that one may only pass through
  // biome-ignore lint/plugin: a file of this computer
  const wrong = names.find(name => name !== fileName && wrongNames.includes(name.toLowerCase()));
  if (wrong === undefined) return;
  const file = join(folder, wrong);
  throw new ResiteError('CONFIG_INVALID', `${file} is not read: the configuration is named ${fileName}`, {
    hint: hasRightOne
      ? `There is a ${fileName} beside it: move one of the two away, or name one with --config FILE.`
      : `Rename it to ${fileName}, or name it with --config ${file}.`,
  });
}

async function readNamed(file: string): Promise<{ file: string; text: string }> {
  const text = await readIfThere(file);
  if (text !== undefined) return { file, text };
  throw new ResiteError('CONFIG_MISSING', `the configuration file ${file} does not exist`, {
    hint: 'Check the path after --config.',
  });
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    await lstat(file); // an unsafe folder without such a file is nobody's concern
    await refuseUnsafe('the configuration', file);
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return undefined;
    if (!isSystemError(error, 'EACCES', 'EISDIR')) throw error;
    throw new ResiteError('FILE_ACCESS', `cannot read ${file}: ${error.code}`, { cause: error });
  }
}

async function ownProfiles({ profiles }: ConfigFile): Promise<Pick<Config, 'profiles'>> {
  if (profiles === undefined) return {};
  const { ownProfile } = await import('@resite/site/profiles/own-profile');
  return { profiles: Object.entries(profiles).map(([name, written]) => ownProfile(name, written)) };
}

function resolvePaths(file: string, content: ConfigFile): Config {
  const { repository, hosts, sites, state, downtimeBudget, trustedKeys } = content;
  const budget = downtimeBudget === undefined ? undefined : parseDuration(downtimeBudget);
  const at = (path: string) => resolve(dirname(file), path);
  return {
    file,
    repository: {
      location: absoluteLocation(repository.location, dirname(file)),
      ...password(repository, at),
      ...defined({ server: repository.server && serverSettings(repository.server, at) }),
    },
    hosts: mapValues(hosts, host => hostPaths(host, at)),
    sites: mapValues(sites, ({ profile, host, parent, serviceAccount, ...rest }) => ({
      profile,
      host,
      ...defined({
        parent,
        snapshotUsefulLifeDays: 'snapshotUsefulLifeDays' in rest ? rest.snapshotUsefulLifeDays : undefined,
        logonServers: 'logonServers' in rest ? rest.logonServers : undefined,
        helperServers: 'helperServers' in rest ? rest.helperServers : undefined,
        serviceAccount: serviceAccount && { user: serviceAccount.user, ...password(serviceAccount, at) },
      }),
    })) satisfies Record<string, SiteSettings>,
    ...defined({
      downtimeBudget: budget,
      trustedKeys: trustedKeys && Object.entries(trustedKeys).map(trustedKey),
    }),
    state: at(state),
  };
}

function trustedKey([name, { publicKey, retired }]: [
  string,
  NonNullable<ConfigFile['trustedKeys']>[string],
]): TrustedKey {
  return defined({ name, publicKey, retired });
}

type Resolve = (path: string) => string;

function hostPaths(host: ConfigFile['hosts'][string], at: Resolve): HostSettings {
  if (host.driver === 'image') return { driver: 'image', folder: at(host.folder) };
  const serviceTimeout = parseDuration(host.serviceTimeout ?? '');
  const { leaseMinutes } = host;
  if (host.driver === 'lab') return defined({ driver: 'lab', machine: at(host.machine), serviceTimeout, leaseMinutes });
  const { driver, address, user, protocol, ntlmV1, port, databaseCommand } = host;
  return {
    driver,
    address,
    user,
    password: password(host, at).password!, // the schema wants one
    ...defined({
      protocol: protocol && defined(protocol),
      ntlmV1,
      port,
      databaseCommand,
      databaseFolder: databaseCommand && at('.'),
      serviceTimeout,
      leaseMinutes,
    }),
  };
}

function serverSettings(server: NonNullable<ConfigFile['repository']['server']>, at: Resolve): ServerReference {
  const { user, region, caFile, clientCertificateFile, keyFile, knownHostsFile } = server;
  return {
    ...defined({ user }),
    ...password(server, at),
    ...defined({
      caFile: caFile && at(caFile),
      clientCertificateFile: clientCertificateFile && at(clientCertificateFile),
      keyFile: keyFile && at(keyFile),
      knownHostsFile: knownHostsFile && at(knownHostsFile),
      region,
    }),
  };
}

interface SecretKeys {
  passwordFile?: string | undefined;
  passwordCommand?: string | undefined;
}

function password({ passwordFile, passwordCommand }: SecretKeys, at: Resolve): { password?: SecretReference } {
  if (passwordFile !== undefined) return { password: { file: at(passwordFile) } };
  if (passwordCommand !== undefined) return { password: { command: passwordCommand, folder: at('.') } };
  return {};
}

function mapValues<A, B>(record: Record<string, A>, map: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
