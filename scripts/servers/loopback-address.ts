import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

/** An address of this computer's own network, 127.0.0.0/8, that nobody else who asks here has at the same time. */
export interface LoopbackAddress {
  readonly address: string;
  release(): Promise<void>;
}

/** Whoever listens at this port of an address has it. */
const claimPort = 1;

/** Begins with those of this process, so that processes seldom want the same. `wanted` alone when it is given. */
export async function claimLoopbackAddress(wanted?: string): Promise<LoopbackAddress> {
  for (let attempt = 0; attempt < 1000; attempt++) {
    const address = wanted ?? addressOf(process.pid + attempt * 4099);
    const claim = await listen(address);
    if (claim) return { address, release: () => close(claim) };
    if (wanted !== undefined) break;
  }
  throw new Error(`${wanted ?? 'every loopback address that was tried'} is taken`);
}

/** 127.64.0.1 and above: what other programs like to use lies below. */
function addressOf(number: number): string {
  const [low, middle, high] = [1 + (number % 254), Math.floor(number / 254) % 256, Math.floor(number / 65_024) % 64];
  return `127.${64 + high}.${middle}.${low}`;
}

async function listen(address: string): Promise<Server | undefined> {
  const server = createServer().listen(claimPort, address);
  server.unref();
  try {
    await once(server, 'listening');
    return server;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return undefined;
    throw error;
  }
}

async function close(server: Server): Promise<void> {
  server.close();
  await once(server, 'close');
}
