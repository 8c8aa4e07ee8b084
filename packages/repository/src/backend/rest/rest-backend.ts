import { ResiteError } from '@resite/errors';
import { type FileRange, type FileType, isFileName, type StoredFile } from '../backend.ts';
import { answerError, appendOnly, firstLine } from '../http/answer.ts';
import { HttpClient, type HttpRequest, type HttpResponse } from '../http/http-client.ts';
import { rangeHeader, rangeOf } from '../http/range.ts';
import type { RestLocation } from '../location.ts';
import type { RemoteBackend, ServerSettings, Timeouts } from '../remote-backend.ts';
import { endsEarly } from '../retrying-backend.ts';

const listVersion2 = 'application/vnd.x.restic.rest.v2';

/** Speaks restic's REST protocol, lists of version 2 with sizes and of version 1 (restic: doc/REST_backend.rst). */
export function restBackend(place: RestLocation, server: ServerSettings, timeouts?: Timeouts): RemoteBackend {
  return new RestBackend(place, server, timeouts);
}

class RestBackend implements RemoteBackend {
  readonly location: string;
  readonly #base: URL;
  readonly #client: HttpClient;
  readonly #authorization: () => Promise<Record<string, string>>;

  constructor({ location, url }: RestLocation, server: ServerSettings, timeouts: Timeouts | undefined) {
    this.location = location;
    this.#base = url;
    this.#client = new HttpClient({ location, secure: url.protocol === 'https:', server, timeouts });
    this.#authorization = basicAuthorization(server);
  }

  async create(): Promise<void> {
    await this.#send('POST', '?create=true', [200, 201]);
  }

  async save(type: FileType, name: string, parts: readonly Uint8Array[]): Promise<void> {
    await this.#send('POST', pathOf(type, name), [200, 201], { body: parts });
  }

  async load(type: FileType, name: string, range?: FileRange): Promise<Buffer> {
    if (range?.length === 0) return this.#loadNothing(type, name, range.offset);
    const headers = range && { range: rangeHeader(range) };
    const response = await this.#send('GET', pathOf(type, name), [200, 206, 404, 416], headers && { headers });
    if (response.status === 404) throw this.#missing(type, name);
    return range === undefined ? response.body : rangeOf(response, range, { type, name, location: this.location });
  }

  async list(type: FileType): Promise<StoredFile[]> {
    if (type === 'config') {
      const size = await this.size('config', '');
      return size === undefined ? [] : [{ name: '', size }];
    }
    const response = await this.#send('GET', `${type}/`, [200, 404], { headers: { accept: listVersion2 } });
    if (response.status === 404) return [];
    const entries = this.#parseList(type, response.body);
    const files = entries.map(entry => (typeof entry === 'string' ? this.#sized(type, entry) : entry));
    return (await Promise.all(files)).filter(file => file !== undefined && isFileName(file.name)) as StoredFile[];
  }

  async size(type: FileType, name: string): Promise<number | undefined> {
    const { status, headers } = await this.#send('HEAD', pathOf(type, name), [200, 404]);
    return status === 404 ? undefined : Number(headers['content-length'] ?? Number.NaN);
  }

  async remove(type: FileType, name: string): Promise<void> {
    const { status } = await this.#send('DELETE', pathOf(type, name), [200, 204, 404, 403]);
    if (status === 403) throw appendOnly(this.location);
  }

  async close(): Promise<void> {
    this.#client.close();
  }

  async #sized(type: FileType, name: string): Promise<StoredFile | undefined> {
    const size = isFileName(name) ? await this.size(type, name) : undefined;
    return size === undefined ? undefined : { name, size };
  }

  async #loadNothing(type: FileType, name: string, offset: number): Promise<Buffer> {
    const size = await this.size(type, name);
    if (size === undefined) throw this.#missing(type, name);
    if (size < offset) throw endsEarly(type, name, this.location);
    return Buffer.alloc(0);
  }

  #parseList(type: FileType, body: Buffer): (string | StoredFile)[] {
    try {
      const list: unknown = JSON.parse(body.toString());
      if (list === null) return []; // what Go makes of an empty list
      if (Array.isArray(list) && list.every(entry => typeof entry === 'string' || isStoredFile(entry))) return list;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
    throw new ResiteError(
      'REPOSITORY_PROTOCOL',
      `${this.location} answers GET ${type}/ with something other than a list`,
      {
        hint: 'Check the host, port and path in the location: another program than a restic server may be answering there.',
      },
    );
  }

  async #send(
    method: HttpRequest['method'],
    path: string,
    expected: readonly number[],
    more: Pick<HttpRequest, 'headers' | 'body'> = {},
  ): Promise<HttpResponse> {
    const headers = { ...(await this.#authorization()), ...more.headers };
    const response = await this.#client.send({ method, url: new URL(path, this.#base), headers, body: more.body });
    if (expected.includes(response.status)) return response;
    const request = `${method} ${path || '/'}`;
    throw answerError({ response, location: this.location, request, text: firstLine(response.body) });
  }

  #missing(type: FileType, name: string): ResiteError {
    return new ResiteError('FILE_MISSING', `${pathOf(type, name)} is not at ${this.location}`);
  }
}

const pathOf = (type: FileType, name: string) => (type === 'config' ? 'config' : `${type}/${name}`);

function isStoredFile(entry: unknown): entry is StoredFile {
  const { name, size } = (entry ?? {}) as Partial<StoredFile>;
  return typeof name === 'string' && Number.isSafeInteger(size);
}

function basicAuthorization({ user, password }: ServerSettings): () => Promise<Record<string, string>> {
  let headers: Promise<Record<string, string>> | undefined;
  const make = async () => {
    if (user === undefined && password === undefined) return {};
    const credentials = Buffer.from(`${user ?? ''}:${(await password?.()) ?? ''}`);
    return { authorization: `Basic ${credentials.toString('base64')}` };
  };
  return () => (headers ??= make());
}
