import { isResiteError } from '@resite/errors';
import type { WindowsSettings } from '../settings.ts';
import { type SessionProcess, startSessionProcess } from './session-process.ts';

/**
 * What begins the sessions of one host, one after another. A password that the host has refused is not tried a second time, for too many
 * attempts lock an account: until there is another one, the same `HOST_LOGON` comes again.
 */
export function sessionBeginner(
  settings: WindowsSettings,
  timeout: number,
  signal: AbortSignal,
): () => Promise<SessionProcess> {
  let refused: { readonly password: string; readonly error: unknown } | undefined;
  return async () => {
    let tried = '';
    const password = async () => {
      tried = await settings.password();
      if (tried === refused?.password) throw refused.error;
      return tried;
    };
    try {
      return await startSessionProcess({ ...settings, password }, timeout, signal);
    } catch (error) {
      if (isResiteError(error, 'HOST_LOGON')) refused = { password: tried, error };
      throw error;
    }
  };
}
