import { stringify } from 'yaml';
import { version } from '../version.ts';
import type { SiteSettings } from './config.ts';

/** What a new resite.yaml is to say, paths as they are to stand there. */
export interface ConfigProposal {
  readonly repository: { readonly location: string; readonly passwordFile: string };
  readonly hosts: readonly HostProposal[];
  readonly sites: readonly SiteProposal[];
  /** That of this installation. */
  readonly key?: { readonly name: string; readonly publicKey: string };
}

export interface HostProposal {
  readonly name: string;
  /** Its entry under `hosts`, key by key. */
  readonly entry: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  /** Carries a site with a database that only a client program of this computer can ask. */
  readonly needsDatabase?: boolean;
}

export interface SiteProposal extends Pick<SiteSettings, 'profile' | 'parent' | 'host' | 'helperServers'> {
  readonly code: string;
  readonly account?: { readonly user: string; readonly passwordFile?: string };
}

/** A resite.yaml that explains itself. */
export function configText({ repository, hosts, sites, key }: ConfigProposal): string {
  return `# yaml-language-server: $schema=https://unpkg.com/resite@${version}/resite.schema.json
# Configuration of Resite. Paths are relative to the folder of this file. What it comes to: resite config show

# Where snapshots are kept, in the format of restic. Nothing opens them without the password: keep a copy of it
# in another place. Instead of passwordFile, passwordCommand names a command that prints the password.
repository:
  location: ${scalar(repository.location)}
  passwordFile: ${scalar(repository.passwordFile)}

# The computers and how to reach them: { driver: lab, machine: FOLDER } is a machine of the lab,
# { driver: image, folder: FOLDER } the disk of a computer that is off, with its drives C, D, … as subfolders,
# { driver: windows, address: NAME, user: DOMAIN\\USER, passwordFile: FILE } a running one. See: resite doctor HOST
hosts:
${hosts.map(hostLine).join('')}
# The sites, by site code. A backup of a secondary site stops the services of its parent, too (Q138347).
sites:${sites.length === 0 ? ' {}' : ''}
${sites.map(siteLines).join('')}
${key === undefined ? '' : keyLines(key)}# Folder for the journals of runs, and for the private key that signs what is made here.
state: ./.resite
`;
}

function keyLines({ name, publicKey }: NonNullable<ConfigProposal['key']>): string {
  return `# Whose snapshots are restored: public keys, by name. This is the one of this installation; its private half is in the
# folder below. resite keys shows the fingerprints.
trustedKeys:
  ${scalar(name)}:
    publicKey: ${publicKey}

`;
}

function hostLine({ name, entry, needsDatabase }: HostProposal): string {
  const hint = needsDatabase
    ? `  # databaseCommand is to name a client program that asks the site database of ${name}: docs/windows.md\n`
    : '';
  return `${hint}  ${scalar(name)}: ${flow(entry)}\n`;
}

/** A mapping on one line. */
function flow(entry: HostProposal['entry']): string {
  const keys = Object.entries(entry).map(
    ([key, value]) => `${key}: ${typeof value === 'string' ? scalar(value) : flow(value)}`,
  );
  return `{ ${keys.join(', ')} }`;
}

function siteLines({ code, profile, host, parent, helperServers = [], account }: SiteProposal): string {
  const lines = [`  ${scalar(code)}:`, `    profile: ${profile}`, `    host: ${scalar(host)}`];
  if (parent !== undefined) lines.push(`    parent: ${scalar(parent)}`);
  if (helperServers.length > 0) {
    lines.push('    # They do part of the work of the site server, and are stopped with it.');
    lines.push(`    helperServers: [${helperServers.map(scalar).join(', ')}]`);
  }
  if (account !== undefined) {
    lines.push(
      '    # The account of the services. A restore needs its password, and asks for it when none is named here.',
      '    serviceAccount:',
      `      user: ${scalar(account.user)}`,
      account.passwordFile === undefined
        ? '      # passwordFile: ./service.password'
        : `      passwordFile: ${scalar(account.passwordFile)}`,
    );
  }
  return lines.map(line => `${line}\n`).join('');
}

/** In quotes where YAML needs them: a flow mapping takes fewer characters than a block. */
function scalar(text: string): string {
  const plain = stringify(text, { lineWidth: 0 }).trimEnd();
  return /^["']/.test(plain) || !/[,[\]{}]/.test(plain) ? plain : JSON.stringify(text);
}
