import { createHash, createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { isSystemError, ResiteError } from '@resite/errors';

/** The known keys of one server. */
export interface KnownHost {
  /** Types of the known keys, such as `ssh-ed25519`: the server has to prove that it has one of them. */
  readonly types: readonly string[];
  /** Undefined for the known key; else `HOST_KEY_UNKNOWN` or `HOST_KEY_CHANGED` with the fingerprint and what to do. */
  refuse(key: Buffer): ResiteError | undefined;
}

interface Entry {
  readonly revoked: boolean;
  readonly key: Buffer;
}

/** Looks a server up as OpenSSH does (sshd(8), section SSH_KNOWN_HOSTS FILE FORMAT). Certificates are not supported. */
export function findKnownHost({ host, port }: { host: string; port: number }, file: string | undefined): KnownHost {
  // biome-ignore lint/plugin: names of the DNS
  const name = port === 22 ? host.toLowerCase() : `[${host.toLowerCase()}]:${port}`;
  const files = file === undefined ? [join(homedir(), '.ssh', 'known_hosts'), '/etc/ssh/ssh_known_hosts'] : [file];
  const entries = files.flatMap(readLines).flatMap(line => entryFor(name, line));
  const valid = entries.filter(({ revoked }) => !revoked);
  return {
    types: [...new Set(valid.map(({ key }) => typeOf(key)))],
    refuse(key) {
      const shown = `${typeOf(key)} ${fingerprint(key)}`;
      if (entries.some(entry => entry.revoked && entry.key.equals(key))) {
        return new ResiteError('HOST_KEY_CHANGED', `the key of ${name} is marked as revoked in ${files[0]}: ${shown}`, {
          hint: 'Do not use this server before its administrator has given it a new key.',
        });
      }
      if (valid.some(entry => entry.key.equals(key))) return undefined;
      if (valid.length > 0) {
        const known = valid.map(entry => fingerprint(entry.key)).join(', ');
        const message = `the key of ${name} is not the known one (${known}), but ${shown}`;
        return new ResiteError('HOST_KEY_CHANGED', message, {
          hint: `Someone may be posing as the server. If its administrator confirms the new key: ssh-keygen -R '${name}' -f ${files[0]}, then add it as for a new server.`,
        });
      }
      const scan = `ssh-keyscan ${port === 22 ? '' : `-p ${port} `}${host} >> ${files[0]}`;
      return new ResiteError('HOST_KEY_UNKNOWN', `the key of ${name} is not in ${files[0]}: ${shown}`, {
        hint: `Compare the fingerprint with what the administrator of the server says, then: ${scan}`,
      });
    },
  };
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return [];
    if (!isSystemError(error, 'EACCES', 'EISDIR')) throw error;
    throw new ResiteError('FILE_ACCESS', `cannot read the known hosts in ${file}: ${error.code}`, { cause: error });
  }
}

function entryFor(name: string, line: string): Entry[] {
  const words = line.trim().split(/[ \t]+/);
  const marker = words[0]?.startsWith('@') ? words.shift() : undefined;
  const [patterns, , encoded] = words;
  if (patterns === undefined || patterns.startsWith('#') || encoded === undefined) return [];
  if (marker !== undefined && marker !== '@revoked') return [];
  if (!matches(name, patterns)) return [];
  return [{ revoked: marker === '@revoked', key: Buffer.from(encoded, 'base64') }];
}

function matches(name: string, patterns: string): boolean {
  if (patterns.startsWith('|1|')) {
    const [, , salt = '', hash] = patterns.split('|');
    return createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64') === hash;
  }
  // biome-ignore lint/plugin: names of the DNS
  const list = patterns.toLowerCase().split(',');
  const hit = (pattern: string) => wildcard(pattern).test(name);
  return list.some(hit) && !list.some(pattern => pattern.startsWith('!') && hit(pattern.slice(1)));
}

function wildcard(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`);
}

/** A key begins with its type, after the length of that. */
function typeOf(key: Buffer): string {
  return key.length < 4 ? '' : key.subarray(4, 4 + key.readUInt32BE(0)).toString('latin1');
}

function fingerprint(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}
