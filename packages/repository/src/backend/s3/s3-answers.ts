import { ResiteError } from '@resite/errors';
import type { Remedy } from '../../contract/remedy.ts';
import { type Answered, answerError, appendOnly } from '../http/answer.ts';

export interface ListedObject {
  /** Last part of the key. */
  readonly name: string;
  readonly size: number;
}

export interface ListPage {
  readonly objects: readonly ListedObject[];
  /** The token for the next page; undefined on the last one. */
  readonly continuation: string | undefined;
}

/** An answer to ListObjectsV2. Only names of hex digits matter, so keys are not unescaped. */
export function parseListPage(body: Buffer): ListPage {
  const text = body.toString();
  const objects = [...text.matchAll(/<Contents>(.*?)<\/Contents>/gs)].map(([, content = '']) => ({
    name: element(content, 'Key')?.split('/').at(-1) ?? '',
    size: Number(element(content, 'Size')),
  }));
  const more = element(text, 'IsTruncated') === 'true' ? element(text, 'NextContinuationToken') : undefined;
  return { objects, continuation: more && unescapeXml(more) };
}

/** The error for an unexpected status; the body tells more. */
export function s3Error({ response, location, request }: Omit<Answered, 'text'>, bucket: string): ResiteError {
  const body = response.body.toString();
  const code = unescapeXml(element(body, 'Code') ?? '');
  const text = [code, unescapeXml(element(body, 'Message') ?? '')].filter(Boolean).join(': ').slice(0, 300);
  const message = `${location} answers ${response.status} to ${request}${text && `: ${text}`}`;
  const region = response.headers['x-amz-bucket-region'] ?? element(body, 'Region');
  if (code === 'NoSuchBucket') {
    return new ResiteError('BUCKET_MISSING', `${location}: there is no bucket ${bucket}`, {
      remedy: { kind: 'make-bucket' } satisfies Remedy,
    });
  }
  if (['InvalidAccessKeyId', 'SignatureDoesNotMatch', 'InvalidToken', 'ExpiredToken'].includes(code)) {
    return new ResiteError('REPOSITORY_LOGIN', message, {
      remedy: { kind: 'check-s3-keys' } satisfies Remedy,
    });
  }
  if (code === 'RequestTimeTooSkewed') {
    return new ResiteError('REPOSITORY_LOGIN', message, { hint: 'Set the clock of this computer.' });
  }
  if (typeof region === 'string' && region !== '' && (response.status === 301 || response.status === 400)) {
    return new ResiteError('REPOSITORY_PROTOCOL', `${location}: the bucket ${bucket} is in the region ${region}`, {
      remedy: { kind: 'name-region', region } satisfies Remedy,
    });
  }
  if (response.status === 403 && request.startsWith('DELETE')) return appendOnly(location);
  if (code === 'RequestTimeout')
    return answerError({ response: { ...response, status: 408 }, location, request, text });
  return answerError({ response, location, request, text });
}

function element(text: string, name: string): string | undefined {
  return text.match(new RegExp(`<${name}>([^<]*)</${name}>`))?.[1];
}

const characters: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescapeXml(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(amp|lt|gt|quot|apos));/gi, (_, hex, decimal, name) =>
    // biome-ignore lint/plugin: an entity of XML
    name ? characters[name.toLowerCase()]! : String.fromCodePoint(hex ? Number.parseInt(hex, 16) : Number(decimal)),
  );
}
