import type { Socket } from 'node:net';
import { isSystemError } from '@resite/errors';
import { protocolsOf, type SmbProtocol, smbProtocols, type WindowsSettings } from '../settings.ts';
import { hostDown } from './failures.ts';
import { type Negotiated, readNegotiated, sessionRequest, smb1Request, smb2Request } from './negotiation.ts';
import { openSocket } from './reach.ts';

const netbiosPort = 139;

/**
 * What a computer answers when it is asked for SMB 1 and SMB 2 at once: `NT1` when it knows only SMB 1, `SMB2` when it knows later ones;
 * undefined when it hangs up or answers otherwise. `HOST_DOWN` when it says nothing. Nobody logs on.
 */
export async function spokenProtocol(
  settings: WindowsSettings,
  port: number,
  timeout: number,
): Promise<'NT1' | 'SMB2' | undefined> {
  const answer = await askOnce(settings, { port, timeout, request: smb1Request() });
  if (answer === undefined) return undefined;
  return answer.protocol === 'NT1' ? 'NT1' : 'SMB2';
}

/**
 * The version that a computer and the settings have in common, if that is later than SMB 1, with what it says of it; undefined when there
 * is none. Nobody logs on.
 */
export async function newestProtocol(
  settings: WindowsSettings,
  port: number,
  timeout: number,
): Promise<Negotiated | undefined> {
  const { min, max } = protocolsOf(settings);
  const allowed = smbProtocols.slice(smbProtocols.indexOf(min), smbProtocols.indexOf(max) + 1).filter(isNew);
  if (allowed.length === 0) return undefined;
  return askOnce(settings, { port, timeout, request: smb2Request(allowed) });
}

/** SMB 1, as a computer offers it that was asked for SMB 1 and SMB 2 at once; undefined when it takes SMB 2. */
export async function oldProtocol(
  settings: WindowsSettings,
  port: number,
  timeout: number,
): Promise<Negotiated | undefined> {
  const answer = await askOnce(settings, { port, timeout, request: smb1Request() });
  return answer?.protocol === 'NT1' ? answer : undefined;
}

const isNew = (protocol: SmbProtocol): protocol is Exclude<SmbProtocol, 'NT1'> => protocol !== 'NT1';

interface Question {
  readonly port: number;
  readonly timeout: number;
  readonly request: Buffer;
}

async function askOnce(
  settings: WindowsSettings,
  { port, timeout, request }: Question,
): Promise<Negotiated | undefined> {
  const socket = await openSocket(settings, port, timeout).catch(error => {
    if (!isSystemError(error, 'ECONNREFUSED')) throw error;
  });
  if (!socket) return undefined;
  try {
    const ask = async (message: Buffer) => {
      socket.write(message);
      const answer = await answered(socket, timeout);
      if (answer !== 'nothing') return answer;
      throw hostDown(settings, `it takes connections at port ${port} and has said nothing for ${timeout / 1000} s`);
    };
    if (port === netbiosPort && (await ask(sessionRequest()))?.[0] !== 0x82) return undefined;
    return readNegotiated(await ask(request));
  } finally {
    socket.destroy();
  }
}

/** The first bytes of an answer; undefined when the connection ends. */
function answered(socket: Socket, timeout: number): Promise<Buffer | 'nothing' | undefined> {
  return new Promise(resolve => {
    const timer = setTimeout(resolve, timeout, 'nothing' as const);
    const end = (data?: Buffer) => {
      clearTimeout(timer);
      resolve(data);
    };
    socket.once('data', end).once('error', () => end());
    socket.once('close', () => end());
  });
}
