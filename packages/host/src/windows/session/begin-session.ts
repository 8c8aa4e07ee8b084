import { isResiteError } from '@resite/errors';
import type { WindowsSettings } from '../settings.ts';
import { earlierRefusal, rememberRefusal } from './refused-passwords.ts';
import { type SessionProcess, startSessionProcess } from './session-process.ts';

/**
 * Begins a session with a host. A password that the host has refused is not tried again for a quarter of an hour, whoever asks in this process, for
 * too many attempts lock an account: unless there is another one by then, the same `HOST_LOGON` comes again.
 */
export async function beginSession(
  settings: WindowsSettings,
  timeout: number,
  signal: AbortSignal,
): Promise<SessionProcess> {
  let tried = '';
  let again = false;
  const password = async () => {
    tried = await settings.password();
    const refusal = earlierRefusal(settings, tried);
    if (refusal === undefined) return tried;
    again = true;
    throw refusal;
  };
  try {
    return await startSessionProcess({ ...settings, password }, timeout, signal);
  } catch (error) {
    if (!again && isResiteError(error, 'HOST_LOGON')) rememberRefusal(settings, tried, error);
    throw error;
  }
}
