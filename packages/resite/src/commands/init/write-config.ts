import { access, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { defined, ResiteError } from '@resite/errors';
import { refuseUnsafe } from '@resite/procedure/access';
import { ensureSigningKey } from '@resite/procedure/keys';
import { sameName } from '@resite/registry/names';
import { findProfile } from '@resite/site/profiles/profiles';
import { absoluteLocation } from '../../config/location.ts';
import { type ConfigProposal, configText, type HostProposal } from '../../config/template.ts';
import type { Context, GlobalOptions } from '../../context.ts';
import { plainPath } from '../../plain-path.ts';
import { keyNameOf } from '../keys/own-key.ts';
import { discoverHierarchy, type Found, helpersOf, orphans } from './discover.ts';
import type { HostArgument } from './host-argument.ts';
import { labHosts } from './hosts.ts';
import { prepareRepository } from './prepare-repository.ts';
import { type WindowsOptions, windowsHosts } from './windows-hosts.ts';

interface Options extends WindowsOptions {
  readonly lab?: string;
  readonly host?: HostArgument[];
}

/** What is written into resite.yaml must be known, and the password gets a file of its own. */
function refuseElsewhere({ repositoryFile, passwordCommand }: GlobalOptions): void {
  if ((repositoryFile ?? passwordCommand) === undefined) return;
  throw new ResiteError('USAGE', '--repository-file and --password-command are not for resite init', {
    hint: 'Nothing was done. Give --repo and --password-file; resite.yaml also takes repository.passwordCommand.',
  });
}

export async function writeConfig({ emit, options, signal }: Context, typed: Options): Promise<void> {
  const { lab, host = [] } = typed;
  const file = plainPath(options.config ?? 'resite.yaml');
  refuseElsewhere(options);
  await refuseExisting(file);
  await refuseUnsafe('the place for the configuration', file);
  const hosts = [
    ...(lab === undefined ? [] : await labHosts(plainPath(lab))),
    ...host,
    ...(await windowsHosts(signal, typed)),
  ];
  if (hosts.length === 0) {
    throw new ResiteError('USAGE', 'there is no computer to look at', {
      hint: 'Name some: --lab FOLDER, --host NAME=DRIVER:PATH, or --windows ADDRESS.',
    });
  }
  refuseTwins(hosts);
  const found = await discoverHierarchy(hosts, signal);
  const location = absoluteLocation(options.repo ?? join(dirname(file), 'backups'));
  const passwordFile = plainPath(options.passwordFile ?? join(dirname(file), 'repository.password'));

  for (const event of await prepareRepository(location, passwordFile)) emit(event);
  const { publicKey, fingerprint, file: keyFile, isNew } = await ensureSigningKey(join(dirname(file), '.resite'));
  const key = { name: keyNameOf(), publicKey };
  const text = configText({ ...proposal(file, { location, passwordFile }, found), key });
  await writeFile(file, text, { flag: 'wx', mode: 0o600, flush: true });
  emit({ message_type: 'written', file });
  emit({ message_type: 'signing_key', name: key.name, fingerprint, file: keyFile, is_new: isNew });
  for (const { code, parent } of orphans(found)) {
    emit({
      message_type: 'note',
      text: `${parent}, the parent of ${code}, is on none of these computers: add it to ${file}`,
    });
  }
  for (const { site } of found) {
    if (site === undefined) continue;
    for (const name of helpersOf(site, found).missing) {
      const text = `${name} does part of the work of ${site.code}, and is none of these computers: add it to ${file}, under hosts and as helperServers of ${site.code}`;
      emit({ message_type: 'note', text });
    }
  }
  const named = options.config === undefined ? '' : ` --config ${options.config}`;
  emit({ message_type: 'note', text: `Look through it, then see what it comes to: resite config show${named}` });
}

/** Of two hosts of one name, resite.yaml could only have one. */
function refuseTwins(hosts: readonly HostArgument[]): void {
  const twin = hosts.find(({ name }, at) => hosts.slice(0, at).some(other => sameName(other.name, name)));
  if (twin === undefined) return;
  throw new ResiteError('USAGE', `two of these computers are named ${twin.name}`, {
    hint: 'Name each computer once. With --host, you choose the name.',
  });
}

async function refuseExisting(file: string): Promise<void> {
  const exists = await access(file).then(
    () => true,
    () => false,
  );
  if (!exists) return;
  throw new ResiteError('CONFIG_EXISTS', `${file} exists already`, {
    hint: 'Move it away first, or write to another file with --config FILE.',
  });
}

function proposal(
  file: string,
  repository: { location: string; passwordFile: string },
  found: Found[],
): Omit<ConfigProposal, 'key'> {
  const from = (path: string) => relativePath(dirname(file), path);
  return {
    repository: {
      location: isAbsolute(repository.location) ? from(repository.location) : repository.location,
      passwordFile: from(repository.passwordFile),
    },
    hosts: found.map(({ host, site }) => hostProposal(host, site, from)),
    sites: found.flatMap(({ host: { name, passwordFile }, site }) => {
      if (site === undefined) return [];
      const { user, helpers: _, ...rest } = site;
      const helperServers = helpersOf(site, found).hosts;
      const account = user ? defined({ user, passwordFile: passwordFile ? from(passwordFile) : undefined }) : undefined;
      return [{ ...rest, host: name, helperServers, ...defined({ account }) }];
    }),
  };
}

function hostProposal(
  { name, settings }: HostArgument,
  site: Found['site'],
  from: (path: string) => string,
): HostProposal {
  const { driver } = settings;
  if (driver === 'lab') return { name, entry: { driver, machine: from(settings.machine) } };
  if (driver === 'image') return { name, entry: { driver, folder: from(settings.folder) } };
  const { address, user, password, protocol } = settings;
  return {
    name,
    entry: {
      driver,
      address,
      user,
      ...('file' in password ? { passwordFile: from(password.file) } : {}),
      ...(protocol?.min === undefined ? {} : { protocol: { min: protocol.min } }),
    },
    needsDatabase: site !== undefined && findProfile(site.profile).siteType === 'primary',
  };
}

/** Inside the folder as `./path`, outside of it absolute. */
function relativePath(folder: string, path: string): string {
  const inside = relative(folder, path);
  return inside === '' || inside.startsWith('..') ? path : `./${inside}`;
}
