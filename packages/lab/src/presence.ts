import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { isSystemError } from '@resite/errors';

/**
 * A powered-on machine holds a socket in Linux' abstract namespace whose name comes from its folder. The kernel gives
 * the name to one process only and frees it when that process ends, however it ends: so no machine runs twice on one
 * folder, and a machine that was killed is never taken for one that runs. Nothing is said over this socket, as any user
 * of the computer can connect to it.
 */
export async function holdPresence(folder: string): Promise<Server | undefined> {
  const server = createServer(connection => connection.destroy());
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

/** Does a process hold the machine of this folder? It may be coming up or going down. */
export async function isPresent(folder: string): Promise<boolean> {
  try {
    const address = await addressOf(folder);
    await new Promise<void>((resolve, reject) => {
      const socket = connect(address, () => {
        socket.destroy();
        resolve();
      });
      socket.once('error', reject);
    });
    return true;
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ECONNREFUSED', 'ECONNRESET')) return false;
    throw error;
  }
}

async function addressOf(folder: string): Promise<string> {
  const digest = createHash('sha256')
    .update(await realpath(folder))
    .digest('hex');
  return `\0resite-lab-${digest.slice(0, 40)}`;
}
