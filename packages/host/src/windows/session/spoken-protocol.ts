import type { Socket } from 'node:net';
import { isSystemError } from '@resite/errors';
import type { WindowsSettings } from '../settings.ts';
import { openSocket } from './reach.ts';

const netbiosPort = 139;

/**
 * What a computer answers when it is asked for SMB 1 and SMB 2 at once ([MS-SMB] 2.2.4.5.1, [MS-SMB2] 3.3.5.3): `NT1` when it knows only
 * SMB 1, `SMB2` when it knows later ones; undefined when it does not answer so. Nobody logs on.
 */
export async function spokenProtocol(
  settings: WindowsSettings,
  port: number,
  timeout: number,
): Promise<'NT1' | 'SMB2' | undefined> {
  const socket = await openSocket(settings, port, timeout).catch(error => {
    if (!isSystemError(error, 'ECONNREFUSED')) throw error;
  });
  if (!socket) return undefined;
  try {
    if (port === netbiosPort) {
      socket.write(sessionRequest());
      if ((await answered(socket, timeout))?.[0] !== 0x82) return undefined;
    }
    socket.write(negotiateRequest());
    const answer = await answered(socket, timeout);
    if (answer?.subarray(4, 8).equals(smb1)) return 'NT1';
    return answer?.subarray(4, 8).equals(smb2) ? 'SMB2' : undefined;
  } finally {
    socket.destroy();
  }
}

const smb1 = Buffer.from('\xffSMB', 'latin1');
const smb2 = Buffer.from('\xfeSMB', 'latin1');

/** The first bytes of an answer; undefined when there is none. */
function answered(socket: Socket, timeout: number): Promise<Buffer | undefined> {
  return new Promise(resolve => {
    const timer = setTimeout(resolve, timeout, undefined);
    const end = (data?: Buffer) => {
      clearTimeout(timer);
      resolve(data);
    };
    socket.once('data', end).once('error', () => end());
    socket.once('close', () => end());
  });
}

/** [MS-CIFS] 2.2.4.52.1, within the frame of 2.1.3. */
function negotiateRequest(): Buffer {
  const dialects = Buffer.concat(['NT LM 0.12', 'SMB 2.002', 'SMB 2.???'].map(name => Buffer.from(`\x02${name}\0`)));
  const message = Buffer.alloc(35 + dialects.length);
  smb1.copy(message);
  message[4] = 0x72; // SMB_COM_NEGOTIATE
  message[9] = 0x18; // paths without case, canonical
  message.writeUInt16LE(0xc853, 10); // Unicode, NT status codes, extended security, long names
  message.writeUInt16LE(dialects.length, 33);
  dialects.copy(message, 35);
  return framed(0, message);
}

/** RFC 1002, 4.3.2: to whoever is there, from RESITE. */
function sessionRequest(): Buffer {
  return framed(0x81, Buffer.concat([encodedName('*SMBSERVER', 0x20), encodedName('RESITE', 0)]));
}

/** RFC 1001, 14.1: each half of a byte as a letter. */
function encodedName(name: string, suffix: number): Buffer {
  const bytes = Buffer.concat([Buffer.from(name.padEnd(15)), Buffer.of(suffix)]);
  const letters = [...bytes].flatMap(byte => [0x41 + (byte >> 4), 0x41 + (byte & 15)]);
  return Buffer.from([letters.length, ...letters, 0]);
}

function framed(type: number, message: Buffer): Buffer {
  const header = Buffer.alloc(4);
  header.writeUInt32BE(message.length);
  header[0] = type;
  return Buffer.concat([header, message]);
}
