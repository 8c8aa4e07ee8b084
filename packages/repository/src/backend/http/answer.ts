import { ResiteError } from '@resite/errors';
import type { Remedy } from '../../contract/remedy.ts';
import { unreachable } from '../connection-error.ts';
import type { HttpResponse } from './http-client.ts';

export interface Answered {
  readonly response: HttpResponse;
  readonly location: string;
  /** The request, such as `GET keys/`. */
  readonly request: string;
  /** What the server says about it. */
  readonly text: string;
}

/** The error for an unexpected status. */
export function answerError({ response: { status }, location, request, text }: Answered): ResiteError {
  const said = text === '' ? '' : `: ${text}`;
  const message = `${location} answers ${status} to ${request}${said}`;
  if (status === 401 || status === 407) {
    return new ResiteError('REPOSITORY_LOGIN', message, {
      remedy: { kind: 'check-login' } satisfies Remedy,
    });
  }
  if (status === 403) {
    return new ResiteError('REPOSITORY_FORBIDDEN', message, {
      hint: 'Check the path in the location, and what the server allows this user to do.',
    });
  }
  if (status === 507) {
    return new ResiteError('DISK_FULL', message, { hint: 'Make room on the disk of the server.' });
  }
  if (status === 408 || status === 429 || (status >= 500 && status !== 501 && status !== 505)) {
    return unreachable(location, `the server answers ${status} to ${request}${said}`);
  }
  return new ResiteError('REPOSITORY_PROTOCOL', message, {
    hint: 'Check the host, port and path in the location: another program may be answering there.',
  });
}

export function appendOnly(location: string): ResiteError {
  return new ResiteError('REPOSITORY_APPEND_ONLY', `${location} does not allow files to be removed`, {
    remedy: { kind: 'prune-where-kept' } satisfies Remedy,
  });
}

/** First line of a plain text, short and without control characters. */
export function firstLine(body: Buffer): string {
  const [line = ''] = body
    .subarray(0, 1000)
    .toString()
    .replace(/[^\S\n]|[\x00-\x09\x0b-\x1f\x7f-\x9f]/g, ' ')
    .trim()
    .split('\n', 1);
  return line.startsWith('<') ? '' : line.slice(0, 200);
}
