import type { Socket } from 'node:net';

/** A registry hive of the largest size that Windows NT allows, in base64, fits. */
const longestLine = 256 << 20;

/**
 * The lines of a socket, each ended by a line feed. Not `readline`: that also breaks at U+2028, which JSON leaves as it is.
 * A line beyond any sensible length destroys the socket.
 */
export function onLine(socket: Socket, listener: (line: string) => void): void {
  let parts: Buffer[] = [];
  let length = 0;
  socket.on('data', (data: Buffer) => {
    let start = 0;
    for (let end = data.indexOf(0x0a); end >= 0; end = data.indexOf(0x0a, start)) {
      parts.push(data.subarray(start, end));
      const line = Buffer.concat(parts).toString('utf8');
      parts = [];
      length = 0;
      start = end + 1;
      listener(line);
    }
    parts.push(data.subarray(start));
    length += data.length - start;
    if (length > longestLine) socket.destroy(new Error('a line of the lab protocol is too long'));
  });
}
