import { createHash } from 'node:crypto';
import { defined, ResiteError } from '@resite/errors';
import { AwsV4Signer } from 'aws4fetch';
import type { Remedy } from '../../contract/remedy.ts';
import { type FileRange, type FileType, filePath, isFileName, type StoredFile } from '../backend.ts';
import { HttpClient, type HttpRequest, type HttpResponse } from '../http/http-client.ts';
import { rangeHeader, rangeOf } from '../http/range.ts';
import type { S3Location } from '../location.ts';
import type { RemoteBackend, ServerSettings, Timeouts } from '../remote-backend.ts';
import { endsEarly } from '../retrying-backend.ts';
import { parseListPage, s3Error } from './s3-answers.ts';

export interface S3Settings extends ServerSettings {
  readonly sessionToken?: string | undefined;
}

/** Objects in a bucket, in the layout that restic calls default. Buckets are addressed by path, which every S3 server knows. */
export function s3Backend(place: S3Location, settings: S3Settings, timeouts?: Timeouts): RemoteBackend {
  return new S3Backend(place, settings, timeouts);
}

class S3Backend implements RemoteBackend {
  readonly location: string;
  readonly #place: S3Location;
  readonly #client: HttpClient;
  readonly #region: string;
  readonly #credentials: () => Promise<Credentials>;

  constructor(place: S3Location, settings: S3Settings, timeouts: Timeouts | undefined) {
    const { location, endpoint } = place;
    this.location = location;
    this.#place = place;
    this.#region =
      settings.region ?? endpoint.hostname.match(/^s3[.-]([a-z0-9-]+)\.amazonaws\.com/)?.[1] ?? 'us-east-1';
    this.#credentials = credentialsOf(settings, location);
    const secure = endpoint.protocol === 'https:';
    this.#client = new HttpClient({ location, secure, server: settings, timeouts });
  }

  /** Makes the bucket if it is missing, as restic does. */
  async create(): Promise<void> {
    const { status } = await this.#send(
      'GET',
      bucketUrl(this.#place, { 'list-type': '2', 'max-keys': '0' }),
      [200, 404],
    );
    if (status === 404) await this.#send('PUT', bucketUrl(this.#place), [200], { body: this.#regionOfNew() });
  }

  async save(type: FileType, name: string, parts: readonly Uint8Array[]): Promise<void> {
    await this.#send('PUT', this.#url(type, name), [200], { body: parts });
  }

  async load(type: FileType, name: string, range?: FileRange): Promise<Buffer> {
    if (range?.length === 0) return this.#loadNothing(type, name, range.offset);
    const headers = range && { range: rangeHeader(range) };
    const response = await this.#send('GET', this.#url(type, name), [200, 206, 416], defined({ headers }));
    return range === undefined ? response.body : rangeOf(response, range, { type, name, location: this.location });
  }

  async list(type: FileType): Promise<StoredFile[]> {
    const prefix = `${this.#place.prefix}${type === 'config' ? 'config' : `${type}/`}`;
    const files: StoredFile[] = [];
    let continuation: string | undefined;
    do {
      const query = defined({ 'list-type': '2', prefix, 'continuation-token': continuation });
      const page = parseListPage((await this.#send('GET', bucketUrl(this.#place, query), [200])).body);
      for (const { name, size } of page.objects) {
        if (type === 'config' ? name === 'config' : isFileName(name))
          files.push({ name: type === 'config' ? '' : name, size });
      }
      continuation = page.continuation;
    } while (continuation !== undefined);
    return files;
  }

  async size(type: FileType, name: string): Promise<number | undefined> {
    const { status, headers } = await this.#send('HEAD', this.#url(type, name), [200, 404]);
    return status === 404 ? undefined : Number(headers['content-length'] ?? Number.NaN);
  }

  async remove(type: FileType, name: string): Promise<void> {
    await this.#send('DELETE', this.#url(type, name), [200, 204]);
  }

  async close(): Promise<void> {
    this.#client.close();
  }

  async #loadNothing(type: FileType, name: string, offset: number): Promise<Buffer> {
    const size = await this.size(type, name);
    if (size === undefined) throw missing(`${type}/${name}`, this.location);
    if (size < offset) throw endsEarly(type, name, this.location);
    return Buffer.alloc(0);
  }

  #url(type: FileType, name: string): URL {
    return objectUrl(this.#place, filePath(type, name));
  }

  /** AWS wants the region of a new bucket, except for `us-east-1`. */
  #regionOfNew(): Buffer[] {
    const isAws = this.#place.endpoint.hostname.endsWith('.amazonaws.com');
    if (!isAws || this.#region === 'us-east-1') return [];
    const constraint = `<LocationConstraint>${this.#region}</LocationConstraint>`;
    return [Buffer.from(`<CreateBucketConfiguration>${constraint}</CreateBucketConfiguration>`)];
  }

  async #send(
    method: HttpRequest['method'],
    url: URL,
    expected: readonly number[],
    { headers = {}, body }: Pick<HttpRequest, 'headers' | 'body'> = {},
  ): Promise<HttpResponse> {
    const signed = await new AwsV4Signer({
      ...(await this.#credentials()),
      method,
      url: url.href,
      headers: { ...headers, 'x-amz-content-sha256': hashOf(body ?? []) },
      service: 's3',
      region: this.#region,
    }).sign();
    const response = await this.#client.send({
      method,
      url: signed.url,
      headers: Object.fromEntries(signed.headers),
      body,
    });
    if (expected.includes(response.status)) return response;
    const request = `${method} ${url.pathname}`;
    const bucketGone = response.body.includes('<Code>NoSuchBucket<');
    if (response.status === 404 && method === 'GET' && !bucketGone) throw missing(url.pathname, this.location);
    throw s3Error({ response, location: this.location, request }, this.#place.bucket);
  }
}

function missing(what: string, location: string): ResiteError {
  return new ResiteError('FILE_MISSING', `${what} is not at ${location}`);
}

function hashOf(parts: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

function bucketUrl({ endpoint, bucket }: S3Location, query: Readonly<Record<string, string>> = {}): URL {
  const url = new URL(`/${encodeURIComponent(bucket)}`, endpoint);
  url.search = Object.entries(query)
    .map(([key, value]) => `${key}=${encodeURIComponent(value)}`) // not URLSearchParams, which writes a space as +
    .join('&');
  return url;
}

function objectUrl({ endpoint, bucket, prefix }: S3Location, path: string): URL {
  return new URL(`/${[bucket, ...`${prefix}${path}`.split('/')].map(encodeURIComponent).join('/')}`, endpoint);
}

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

function credentialsOf({ user, password, sessionToken }: S3Settings, location: string): () => Promise<Credentials> {
  let credentials: Promise<Credentials> | undefined;
  const read = async () => {
    if (user === undefined || password === undefined) {
      throw new ResiteError('REPOSITORY_LOGIN', `there is no access key for ${location}`, {
        remedy: { kind: 'name-s3-keys' } satisfies Remedy,
      });
    }
    const token = sessionToken !== undefined && { sessionToken };
    return { accessKeyId: user, secretAccessKey: await password(), ...token };
  };
  return () => (credentials ??= read());
}
