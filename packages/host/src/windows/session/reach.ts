import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { isSilent, isSystemError, ResiteError } from '@resite/errors';
import { protocolsOf, type WindowsSettings } from '../settings.ts';
import { closed, hostDown, hostRefused, hostSilent } from './failures.ts';

/** SMB over TCP, and over NetBIOS, which is all that Windows NT has. */
const [direct, netbios] = [445, 139];

/** The port at which the host takes connections: that of the settings, or what suits the protocol. */
export async function reachablePort(settings: WindowsSettings, timeout: number, signal?: AbortSignal): Promise<number> {
  const candidates = settings.port
    ? [settings.port]
    : protocolsOf(settings).min === 'NT1'
      ? [direct, netbios]
      : [direct];
  let refusal: unknown;
  for (const port of candidates) {
    try {
      (await openSocket(settings, port, timeout, signal)).destroy();
      return port;
    } catch (error) {
      if (!isSystemError(error, 'ECONNREFUSED')) throw error;
      refusal ??= error;
    }
  }
  const looksOld =
    settings.port === undefined &&
    !candidates.includes(netbios) &&
    (await isOpen(settings, Math.min(timeout, patience), signal));
  throw hostRefused(settings, { ports: candidates, looksOld, cause: refusal });
}

/** Milliseconds that are spent on a better hint. */
const patience = 5_000;

/** Whether it takes connections where old servers do. */
async function isOpen(settings: WindowsSettings, timeout: number, signal?: AbortSignal): Promise<boolean> {
  try {
    (await openSocket(settings, netbios, timeout, signal)).destroy();
    return true;
  } catch (error) {
    if (isSystemError(error, 'ECONNREFUSED') || isSilent(error)) return false;
    throw error;
  }
}

/** `ECONNREFUSED` stays as it is. */
export async function openSocket(
  settings: WindowsSettings,
  port: number,
  timeout: number,
  signal?: AbortSignal,
): Promise<Socket> {
  const socket = connect({ host: settings.address, port });
  try {
    await once(socket, 'connect', {
      signal: AbortSignal.any([AbortSignal.timeout(timeout), ...(signal ? [signal] : [])]),
    });
    return socket;
  } catch (error) {
    socket.destroy();
    if (isSystemError(error, 'ECONNREFUSED')) throw error;
    if (isSystemError(error, 'ENOTFOUND', 'EAI_AGAIN')) throw unknownName(settings, error);
    if (signal?.aborted) throw hostDown(settings, closed);
    if (isSystemError(error, 'ABORT_ERR'))
      throw hostSilent(settings, timeout, `at port ${port}, nobody has answered for ${timeout / 1000} s`);
    throw hostDown(settings, `at port ${port}, ${error}`, error);
  }
}

export function unknownName({ name, address }: WindowsSettings, cause: Error): ResiteError {
  return new ResiteError('HOST_NAME_UNKNOWN', `the name ${address} of the host ${name} cannot be resolved`, {
    hint: `Give its IP address, or write ${address} into /etc/hosts: names that only NetBIOS knows are not asked for.`,
    cause,
  });
}
