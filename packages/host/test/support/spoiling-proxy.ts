import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export interface SpoilingProxy {
  readonly port: number;
  /** Bytes that were changed. */
  readonly spoiled: number;
  /** From now on about one in so many bytes that the server sends is another one; none when it is Infinity. */
  spoilOneIn(count: number): void;
  stop(): Promise<void>;
}

/** A TCP proxy on 127.0.0.1 whose server answers nonsense, chosen by `random`. */
export async function startSpoilingProxy(port: number, address: string, random: () => number): Promise<SpoilingProxy> {
  let spoiled = 0;
  let rate = Number.POSITIVE_INFINITY;
  const sockets = new Set<Socket>();
  const spoil = (data: Buffer) => {
    // a few of its length frames stay whole, else nothing would ever be read as an answer
    for (let at = Math.floor(random() * rate * 2); at < data.length; at += 1 + Math.floor(random() * rate * 2)) {
      data[at] = Math.floor(random() * 256);
      spoiled += 1;
    }
    return data;
  };

  const server = createServer(client => {
    const upstream = connect(port, address);
    client.pipe(upstream);
    upstream.on('data', (data: Buffer) => void client.write(Number.isFinite(rate) ? spoil(data) : data));
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => {}).on('close', () => other.destroy());
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    port: (server.address() as { port: number }).port,
    get spoiled() {
      return spoiled;
    },
    spoilOneIn(count) {
      rate = count;
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
