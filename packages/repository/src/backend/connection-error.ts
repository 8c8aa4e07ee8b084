import { ResiteError } from '@resite/errors';
import type { Remedy } from '../contract/remedy.ts';

/**
 * What the failure of a connection means. `server` is its address for messages. What cannot pass by itself gets a code
 * of its own; everything else is `REPOSITORY_UNREACHABLE`.
 */
export function connectionError(error: Error, location: string, server: string): ResiteError {
  const code = 'code' in error ? String(error.code) : '';
  const at = `${location}: ${server}`;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return new ResiteError('REPOSITORY_HOST_UNKNOWN', `${at} is not known to the name service (${code})`, {
      hint: 'Check the spelling of the host in the location, and the name service of this computer.',
      cause: error,
    });
  }
  if (code === 'ECONNREFUSED') {
    return new ResiteError('REPOSITORY_REFUSED', `${at} refuses the connection`, {
      hint: 'Check the port in the location and the firewall, and make sure that the server program runs.',
      cause: error,
    });
  }
  if (/_ALERT_.*(CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED)/.test(code)) {
    return new ResiteError(
      'REPOSITORY_FORBIDDEN',
      `${at} does not accept the certificate of this computer, or its lack (${code})`,
      {
        remedy: { kind: 'name-client-certificate' } satisfies Remedy,
        cause: error,
      },
    );
  }
  if (/CERT|ISSUER|LEAF_SIGNATURE/.test(code)) {
    return new ResiteError('CERTIFICATE_UNTRUSTED', `${at} has a certificate that is not trusted: ${error.message}`, {
      remedy: { kind: 'name-authority' } satisfies Remedy,
      cause: error,
    });
  }
  if (/^ERR_SSL_|^EPROTO$/.test(code)) {
    const reason = 'reason' in error ? error.reason : code;
    return new ResiteError('REPOSITORY_PROTOCOL', `${at} does not speak TLS as it should: ${reason}`, {
      hint: 'Check the port. Perhaps the server speaks http:// without TLS.',
      cause: error,
    });
  }
  // Not the parser's code for an answer that just ends: that is a cut connection.
  if (code.startsWith('HPE_') && code !== 'HPE_INVALID_EOF_STATE') {
    return new ResiteError('REPOSITORY_PROTOCOL', `${at} does not speak HTTP as it should: ${error.message}`, {
      hint: 'Check the port. Perhaps the server speaks https://.',
      cause: error,
    });
  }
  return unreachable(at, error.message || code, error);
}

export function unreachable(at: string, reason: string, cause?: unknown): ResiteError {
  return new ResiteError('REPOSITORY_UNREACHABLE', `${at}: ${reason}`, {
    hint: 'Check the network and the server, then start again; what is stored already is not stored again.',
    cause,
  });
}
