import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A TCP proxy on 127.0.0.1 that lets everything through until it is told otherwise. */
export interface CuttingProxy {
  readonly port: number;
  /** Connections so far. */
  readonly connections: number;
  /** Cuts every connection as soon as it has carried so many bytes, for the next so many connections that do. */
  cutAfter(bytes: number, direction: 'up' | 'down', times: number): void;
  /** Connections that were cut. */
  readonly cuts: number;
  /** From now on not a byte passes, and nothing is cut. */
  stall(): void;
  /** Each part that arrives from now on is passed on so many milliseconds later. For a time when nothing is connected. */
  delay(milliseconds: number): void;
  /** Lets everything through again; what stalled is cut. */
  flow(): void;
  stop(): Promise<void>;
}

/** `target` is a port of `address`. */
export async function startCuttingProxy(target: number, address = '127.0.0.1'): Promise<CuttingProxy> {
  const pairs = new Set<[Socket, Socket]>();
  let connections = 0;
  let cuts = 0;
  let stalled = false;
  let late = 0;
  let rule = { bytes: 0, direction: 'up', times: 0 };

  const server = createServer({ noDelay: true }, client => {
    connections += 1;
    const upstream = connect({ port: target, host: address, noDelay: true });
    const pair: [Socket, Socket] = [client, upstream];
    pairs.add(pair);
    const end = () => {
      pairs.delete(pair);
      for (const socket of pair) socket.destroy();
    };
    const carry = (from: Socket, to: Socket, direction: 'up' | 'down') => {
      let carried = 0;
      from.on('data', (data: Buffer) => {
        if (stalled) return;
        if (direction === rule.direction) carried += data.length;
        if (rule.times > 0 && carried > rule.bytes) {
          rule.times -= 1;
          cuts += 1;
          client.resetAndDestroy();
          return end();
        }
        if (late > 0) return void setTimeout(() => to.write(data), late);
        if (!to.write(data)) {
          from.pause();
          to.once('drain', () => from.resume());
        }
      });
      from.on('error', end).on('close', end);
    };
    carry(client, upstream, 'up');
    carry(upstream, client, 'down');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');

  const cutAll = () => {
    for (const pair of pairs) for (const socket of pair) socket.destroy();
  };
  return {
    port: (server.address() as { port: number }).port,
    get connections() {
      return connections;
    },
    get cuts() {
      return cuts;
    },
    cutAfter(bytes, direction, times) {
      rule = { bytes, direction, times };
    },
    stall() {
      stalled = true;
    },
    delay(milliseconds) {
      late = milliseconds;
    },
    flow() {
      stalled = false;
      cutAll();
    },
    async stop() {
      cutAll();
      server.close();
      await once(server, 'close');
    },
  };
}
