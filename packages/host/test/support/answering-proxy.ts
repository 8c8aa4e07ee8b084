import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export interface AnsweringProxy {
  readonly port: number;
  stop(): Promise<void>;
}

/** A TCP proxy on 127.0.0.1 that changes what the server sends. `answers` is called once a connection, for the function that does it. */
export async function startAnsweringProxy(
  port: number,
  address: string,
  answers: () => (sent: Buffer) => Buffer,
): Promise<AnsweringProxy> {
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, client => {
    const upstream = connect({ port, host: address, noDelay: true });
    const change = answers();
    client.pipe(upstream);
    upstream.on('data', (sent: Buffer) => void client.write(change(sent)));
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
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
