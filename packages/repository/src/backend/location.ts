import { ResiteError } from '@resite/errors';
import type { Remedy } from '../contract/remedy.ts';

export interface LocalLocation {
  readonly kind: 'local';
  readonly location: string;
  readonly path: string;
}

export interface SftpLocation {
  readonly kind: 'sftp';
  readonly location: string;
  readonly user: string | undefined;
  readonly host: string;
  readonly port: number;
  /** Absolute, or relative to the home folder of the user. */
  readonly path: string;
}

export interface RestLocation {
  readonly kind: 'rest';
  readonly location: string;
  /** Ends in a slash, without user. */
  readonly url: URL;
  readonly user: string | undefined;
}

export interface S3Location {
  readonly kind: 's3';
  readonly location: string;
  /** `http:` or `https:`, host and port. */
  readonly endpoint: URL;
  readonly bucket: string;
  /** Empty, or ends in a slash. */
  readonly prefix: string;
}

export type Location = LocalLocation | SftpLocation | RestLocation | S3Location;

/**
 * A location as restic writes them (restic: doc/030_preparing_a_new_repo.rst): a folder, `sftp:user@host:/path`,
 * `sftp://user@host:port//path`, `rest:https://host:8000/path/`, `s3:https://host/bucket/prefix`.
 * `LOCATION_INVALID`; `REPOSITORY_UNSUPPORTED` for other kinds; `SECRET_IN_LOCATION` for one with a password.
 *
 * @example
 * ```ts
 * import { parseLocation } from '@resite/repository';
 *
 * console.log(parseLocation('sftp:backup@nas:/srv/backups').kind); // sftp
 * ```
 */
export function parseLocation(text: string): Location {
  const kind = text.match(/^([A-Za-z][A-Za-z0-9+.-]+):/)?.[1];
  if (kind === undefined || text.startsWith('local:')) {
    return { kind: 'local', location: text, path: text.replace(/^local:/, '') };
  }
  if (kind === 'sftp') return sftpLocation(text);
  if (kind === 'rest') return restLocation(text);
  if (kind === 's3') return s3Location(text);
  const shown = masked(text);
  throw new ResiteError('REPOSITORY_UNSUPPORTED', `the repository ${shown} is of an unknown kind: ${kind}`, {
    hint: `Write sftp:, rest: or s3: as for restic. If you mean a folder of that name, write local:${shown}`,
  });
}

function sftpLocation(location: string): SftpLocation {
  const place = location.startsWith('sftp://') ? sftpUrl(location) : sftpScp(location);
  if (place.path === '' || place.path.startsWith('~')) {
    throw invalid(location, 'it must end in a path, which cannot start with ~', sftpForm);
  }
  return { kind: 'sftp', location, ...place };
}

const sftpForm = 'Write sftp:user@host:/path, or sftp://user@host:port//path.';

function sftpUrl(location: string): Omit<SftpLocation, 'kind' | 'location'> {
  const url = parseUrl(location, location, sftpForm);
  if (url.hostname === '') throw invalid(location, 'it names no host', sftpForm);
  return {
    user: url.username === '' ? undefined : decodeURIComponent(url.username),
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port || 22),
    path: decodeURIComponent(url.pathname.slice(1)), // the first slash only separates
  };
}

function sftpScp(location: string): Omit<SftpLocation, 'kind' | 'location'> {
  const match = location.match(/^sftp:(?:([^/@]+)@)?(\[[^\]]+\]|[^:/@[\]]+):(.*)$/s);
  if (match === null) throw invalid(location, 'it names no host and path', sftpForm);
  const [, user, host = '', path = ''] = match;
  if (user?.includes(':')) throw secretInside(location);
  return { user, host: host.replace(/^\[|\]$/g, ''), port: 22, path };
}

function restLocation(location: string): RestLocation {
  const form = 'Write rest:https://host:8000/path/.';
  const url = parseUrl(location, location.slice('rest:'.length), form);
  requireHttp(location, url, form);
  const user = url.username === '' ? undefined : decodeURIComponent(url.username);
  url.username = '';
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return { kind: 'rest', location, url, user };
}

function s3Location(location: string): S3Location {
  const form = 'Write s3:https://host/bucket/prefix, or s3:host/bucket/prefix.';
  const rest = location.slice('s3:'.length).replace(/^\/\//, '');
  const url = parseUrl(location, /^https?:\/\//.test(rest) ? rest : `https://${rest}`, form);
  requireHttp(location, url, form);
  if (url.username !== '') throw secretInside(location);
  const [bucket = '', ...prefix] = decodeURIComponent(url.pathname).split('/').filter(Boolean);
  if (bucket === '') throw invalid(location, 'it names no bucket', form);
  return {
    kind: 's3',
    location,
    endpoint: new URL(url.origin),
    bucket,
    prefix: prefix.map(part => `${part}/`).join(''),
  };
}

function parseUrl(location: string, text: string, form: string): URL {
  if (!URL.canParse(text)) throw invalid(location, 'it is not a valid URL', form);
  const url = new URL(text);
  if (url.password !== '') throw secretInside(location);
  if (url.search !== '' || url.hash !== '') throw invalid(location, 'it has a query or a fragment', form);
  return url;
}

function requireHttp(location: string, url: URL, form: string): void {
  if (url.protocol === 'http:' || url.protocol === 'https:') return;
  throw invalid(location, 'it is neither http nor https', form);
}

function invalid(location: string, why: string, hint: string): ResiteError {
  return new ResiteError('LOCATION_INVALID', `the location ${masked(location)} cannot be used: ${why}`, { hint });
}

function secretInside(location: string): ResiteError {
  return new ResiteError('SECRET_IN_LOCATION', `the location ${masked(location)} holds a password`, {
    remedy: { kind: 'hide-password' } satisfies Remedy,
  });
}

/** Without user and password, whatever characters they consist of. */
function masked(location: string): string {
  return location.replace(/^([a-z0-9+.-]+:(?:https?:)?(?:\/\/)?).*@/is, '$1…@');
}
