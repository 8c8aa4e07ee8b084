import type { ByteReader } from './byte-reader.ts';

/*
 * How smbd hands a client of a named pipe to who serves it at a socket: first who the client is, then the messages of the pipe
 * (Samba's source: librpc/idl/named_pipe_auth.idl and libcli/named_pipe_auth/npa_tstream.c).
 */

/** Reads over who the client is. Gives the level of what was told, which the answer repeats. */
export async function readHandOver(read: ByteReader): Promise<number | undefined> {
  const length = await read(4);
  const told = length && (await read(length.readUInt32BE()));
  return told?.readUInt32LE(4);
}

export function handOverAnswer(level: number): Buffer {
  const answer = Buffer.alloc(36); // the status at its end is 0, for smbd looks at no other
  answer.writeUInt32BE(answer.length - 4);
  answer.write('NPAM', 4);
  answer.writeUInt32LE(level, 8);
  answer.writeUInt32LE(level, 12);
  answer.writeUInt16LE(2, 16); // a pipe in message mode
  answer.writeUInt16LE(0x05ff, 18);
  answer.writeBigUInt64LE(4096n, 24);
  return answer;
}

/** A message of the pipe has its length in front. */
export async function* unframed(read: ByteReader): AsyncGenerator<Buffer> {
  for (;;) {
    const length = await read(2);
    const message = length && (await read(length.readUInt16LE()));
    if (message === undefined) return;
    yield message;
  }
}

export function framed(message: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16LE(message.length);
  return Buffer.concat([length, message]);
}
