import { type AnsweringProxy, startAnsweringProxy } from './answering-proxy.ts';
import { smbMessages } from './smb-messages.ts';

export interface MessageModeProxy extends AnsweringProxy {
  /** Answers that were given with a part of a message and the status that says so. */
  readonly parts: number;
}

const headerSize = 64;
const [readCommand, ioctlCommand] = [8, 11];
const bufferOverflow = 0x8000_0005; // STATUS_BUFFER_OVERFLOW

/**
 * A proxy before a server of SMB 2 that answers as Windows does where a pipe has messages ([MS-SMB2] 3.3.5.12 and 3.3.5.15): what gives only the
 * beginning of a message says so with STATUS_BUFFER_OVERFLOW; smbd says 0. For connections that are not signed.
 */
export async function startMessageModeProxy(port: number, address: string): Promise<MessageModeProxy> {
  let parts = 0;

  const markPart = (message: Buffer) => {
    const [command, status] = [message.readUInt16LE(12), message.readUInt32LE(8)];
    if (status !== 0 || (command !== readCommand && command !== ioctlCommand)) return;
    // SMB2 READ Response 2.2.20, SMB2 IOCTL Response 2.2.32: where the data are, and how many
    const [at, length] =
      command === readCommand
        ? [message.readUInt8(headerSize + 2), message.readUInt32LE(headerSize + 4)]
        : [message.readUInt32LE(headerSize + 32), message.readUInt32LE(headerSize + 36)];
    const data = message.subarray(at, at + length);
    // a PDU of DCE/RPC begins with its version, 5.0, and knows its own length
    if (data.length < 10 || data[0] !== 5 || data[1] !== 0 || data.readUInt16LE(8) <= data.length) return;
    message.writeUInt32LE(bufferOverflow, 8);
    parts += 1;
  };

  const proxy = await startAnsweringProxy(port, address, () =>
    smbMessages(message => {
      if (message.length > headerSize && message.readUInt32BE(0) === 0xfe534d42) markPart(message);
    }),
  );
  return {
    ...proxy,
    get parts() {
      return parts;
    },
  };
}
