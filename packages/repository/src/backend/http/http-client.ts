import { readFileSync } from 'node:fs';
import { Agent as HttpAgent, request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { createSecureContext, getCACertificates } from 'node:tls';
import { defined, isSystemError, ResiteError } from '@resite/errors';
import { connectionError, unreachable } from '../connection-error.ts';
import { defaultTimeouts, type ServerSettings, type Timeouts } from '../remote-backend.ts';
import { lengthOf } from '../retrying-backend.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: readonly Uint8Array[] | undefined;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface HttpClientOptions {
  /** Of the repository, for messages. */
  readonly location: string;
  /** Whether `https:` will be asked for. */
  readonly secure: boolean;
  readonly server?: Pick<ServerSettings, 'caFile' | 'clientCertificateFile'> | undefined;
  readonly timeouts?: Timeouts | undefined;
}

/** Sends requests over connections that it keeps. Any status is an answer; only connections fail. */
export class HttpClient {
  readonly #location: string;
  readonly #timeouts: Timeouts;
  readonly #agents: { http: HttpAgent; https: HttpsAgent };
  readonly #stopped = new AbortController();

  constructor({ location, secure, server = {}, timeouts = defaultTimeouts }: HttpClientOptions) {
    this.#location = location;
    this.#timeouts = timeouts;
    const shared = { keepAlive: true, maxSockets: 8, autoSelectFamilyAttemptTimeout: 2_500 };
    const identity = secure
      ? { ca: trustedAuthorities(server.caFile), ...clientCertificate(server.clientCertificateFile) }
      : {};
    this.#agents = {
      http: new HttpAgent(shared),
      https: new HttpsAgent({ ...shared, ...identity, rejectUnauthorized: true }),
    };
  }

  async send(wanted: HttpRequest): Promise<HttpResponse> {
    const { method, url, headers = {}, body } = wanted;
    const secure = url.protocol === 'https:';
    const start = secure ? httpsRequest : httpRequest;
    return new Promise((resolve, reject) => {
      const request = start(url, {
        method,
        agent: secure ? this.#agents.https : this.#agents.http,
        headers: defined({ ...headers, 'content-length': body && String(lengthOf(body)) }),
        timeout: this.#timeouts.idle,
        signal: this.#stopped.signal,
      });
      const fail = (error: Error) => reject(connectionError(error, this.#location, url.host));
      const giveUp = (reason: string) => request.destroy(unreachable(`${this.#location}: ${url.host}`, reason));
      request.on('socket', socket => {
        if (!socket.connecting) return;
        const timer = setTimeout(
          () => giveUp(`no connection within ${this.#timeouts.connect / 1000} s`),
          this.#timeouts.connect,
        );
        const connected = () => clearTimeout(timer);
        socket.once(secure ? 'secureConnect' : 'connect', connected).once('close', connected);
      });
      request.on('timeout', () => giveUp(`no progress for ${this.#timeouts.idle / 1000} s`));
      request.on('error', error => {
        if (error instanceof ResiteError) return reject(error);
        // A server ends connections that are long idle, maybe just now; what only reads is asked again over another one.
        const onlyReads = method === 'GET' || method === 'HEAD';
        if (request.reusedSocket && onlyReads && isSystemError(error, 'ECONNRESET')) return resolve(this.send(wanted));
        return fail(error);
      });
      request.on('response', response => {
        readBody(response).then(
          content => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: content }),
          error => (error instanceof ResiteError ? reject(error) : fail(error)),
        );
      });
      request.cork();
      for (const part of body ?? []) request.write(part);
      request.end();
    });
  }

  close(): void {
    this.#stopped.abort(new ResiteError('REPOSITORY_UNREACHABLE', `${this.#location} was closed`));
    this.#agents.http.destroy();
    this.#agents.https.destroy();
  }
}

async function readBody(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Those of the system beside those that Node brings along. */
function trustedAuthorities(file: string | undefined): string[] {
  if (file === undefined) return [...getCACertificates('default'), ...getCACertificates('system')];
  return [
    readPem(file, 'the certificates', 'the certificate of the authority that signed the certificate of the server'),
  ];
}

/** OpenSSL takes from the text what it looks for, as restic does. */
function clientCertificate(file: string | undefined): { cert?: string; key?: string } {
  if (file === undefined) return {};
  const wanted = 'a certificate for this computer and its private key, without a passphrase';
  const pem = readPem(file, 'the certificate for this computer', wanted);
  try {
    createSecureContext({ cert: pem, key: pem });
  } catch (error) {
    throw new ResiteError('FILE_ACCESS', `${file} cannot be used as a certificate for this computer`, {
      hint: `Name a PEM file that holds ${wanted}.`,
      cause: error,
    });
  }
  return { cert: pem, key: pem };
}

function readPem(file: string, what: string, wanted: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (!isSystemError(error, 'ENOENT', 'ENOTDIR', 'EACCES', 'EISDIR')) throw error;
    throw new ResiteError('FILE_ACCESS', `cannot read ${what} in ${file}: ${error.code}`, {
      hint: `Name a PEM file that holds ${wanted}.`,
      cause: error,
    });
  }
}
