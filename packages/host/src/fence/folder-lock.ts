import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { isSystemError, ResiteError } from '@resite/errors';

const patience = 60_000;

/**
 * Runs `action` while no other process of this computer runs one for the same folder. The lock is a socket name, which the
 * operating system gives back when its owner dies: there is nothing to clean up after a crash, and nothing in the folder.
 * It does not reach into other computers or network namespaces that share the folder.
 */
export async function withFolderLock<Result>(folder: string, action: () => Promise<Result>): Promise<Result> {
  const lock = await acquire(folder);
  try {
    return await action();
  } finally {
    await new Promise(released => lock.close(released));
  }
}

async function acquire(folder: string): Promise<Server> {
  const { dev, ino } = await stat(folder, { bigint: true });
  const name = `resite-${createHash('sha256').update(`${dev} ${ino}`).digest('hex')}`;
  const path = process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : `\0${name}`;
  const deadline = performance.now() + patience;
  for (;;) {
    const lock = await listen(path);
    if (lock) return lock;
    if (performance.now() > deadline) {
      throw new ResiteError('PROCEDURE_BUSY', `another program has been changing ${folder} for ${patience / 1000} s`, {
        hint: 'Find the program that works on this folder and wait for it or end it.',
      });
    }
    await setTimeout(2 + Math.random() * 8);
  }
}

/** Undefined when another process holds the name. */
function listen(path: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer(connection => connection.destroy());
    server.once('error', error => (isSystemError(error, 'EADDRINUSE') ? resolve(undefined) : reject(error)));
    server.listen(path, () => resolve(server));
  });
}
