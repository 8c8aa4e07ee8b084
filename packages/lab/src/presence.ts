import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { isSystemError } from '@resite/errors';

/**
 * A powered-on machine holds a socket in Linux' abstract namespace whose name comes from its folder. The kernel gives
 * the name to one process only and frees it when that process ends, however it ends: so no machine runs twice on one
 * folder, and a machine that was killed is never taken for one that runs.
 */
export interface Presence {
  readonly pid: number;
  /** Path of the socket that answers the lab protocol; '' while the machine is still coming up. */
  socket: string;
  /** What it is called on the network of the lab, and what it shares there: share names in upper case → Windows paths. */
  computerName: string;
  shares: Readonly<Record<string, string>>;
}

/** Undefined when another process holds the machine. Connecting tells who that is: `presence` of the holder, as JSON. */
export async function holdPresence(folder: string, presence: () => Promise<Presence>): Promise<Server | undefined> {
  const server = createServer(connection => {
    connection.on('error', () => {}); // the asker went away
    void presence().then(now => connection.end(JSON.stringify(now)));
  });
  const address = await addressOf(folder);
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(address, resolve);
    });
  } catch (error) {
    if (isSystemError(error, 'EADDRINUSE')) return undefined;
    throw error;
  }
  return server;
}

/** Who runs the machine of this folder; undefined when it is off. */
export async function findPresence(folder: string): Promise<Presence | undefined> {
  let text = '';
  try {
    const address = await addressOf(folder);
    for await (const chunk of connect(address).setEncoding('utf8')) text += chunk;
    return JSON.parse(text);
  } catch (error) {
    // Nobody listens, or the machine ended in the middle of its answer.
    if (isSystemError(error, 'ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE') || error instanceof SyntaxError) {
      return undefined;
    }
    throw error;
  }
}

async function addressOf(folder: string): Promise<string> {
  const digest = createHash('sha256')
    .update(await realpath(folder))
    .digest('hex');
  return `\0resite-lab-${digest.slice(0, 40)}`;
}
