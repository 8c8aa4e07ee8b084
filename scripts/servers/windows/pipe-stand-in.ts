import { once } from 'node:events';
import { chmodSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { byteReader } from './byte-reader.ts';
import { framed, handOverAnswer, readHandOver, unframed } from './pipe-hand-over.ts';
import { callIdOf, readMessage, typeOf, unitType, withCallId } from './rpc-message.ts';

/** Asks Wine, and gives its answer. */
export type Exchange = (request: readonly Buffer[]) => Promise<Buffer[]>;
/** What a client is answered. */
export type Answer = (request: readonly Buffer[], exchange: Exchange) => Promise<Buffer[]>;

export interface PipePlace {
  /** Where smbd looks for who serves the pipe; who served it until then is not asked any more. */
  readonly socketPath: string;
  /** Where the relay in Wine passes on to the pipe of that name. */
  readonly address: string;
  readonly port: number;
}

const unanswered = [unitType.auth3, unitType.cancel, unitType.orphaned];

export interface StandIn {
  /** From now on the pipe is there for clients, if it is in Wine. */
  look(): Promise<void>;
}

/**
 * Serves a named pipe of smbd's by that of Wine. As smbd refuses a pipe properly only where no socket is, there is one while Wine has the pipe;
 * that it is gone shows to the next client, whose connection ends.
 */
export function standInForPipe(pipe: PipePlace, answer: Answer): StandIn {
  let server: Promise<Server | undefined> | undefined;
  const appear = async () => ((await pipeIsServed(pipe)) ? listen(pipe, answer, disappear) : undefined);
  const disappear = () => {
    server?.then(server => server?.close());
    server = undefined;
  };
  return {
    async look() {
      server ??= appear();
      if ((await server) === undefined) server = undefined;
    },
  };
}

/** Whether Wine has the pipe, as the relay there says (`win32/pipe-relay.c`). */
export function pipeIsServed({ address, port }: PipePlace): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, address, () => socket.write('?'));
    socket.once('data', ([isOpen]) => {
      socket.destroy();
      resolve(isOpen === 1);
    });
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
  });
}

async function listen({ socketPath, address, port }: PipePlace, answer: Answer, onGone: () => void): Promise<Server> {
  const server = createServer(client => {
    const wine = connect({ host: address, port, noDelay: true });
    for (const [one, other] of [
      [client, wine],
      [wine, client],
    ] as const) {
      one.once('close', () => other.destroy());
      one.on('error', () => {}); // its close follows
    }
    passOn(client, wine, answer, onGone)
      .catch(() => {}) // a connection ended
      .finally(() => client.end());
  });
  rmSync(socketPath, { force: true });
  server.listen(socketPath);
  await once(server, 'listening');
  chmodSync(socketPath, 0o600);
  return server;
}

async function passOn(client: Socket, wine: Socket, answer: Answer, onGone: () => void): Promise<void> {
  const [readClient, readWine] = [byteReader(client), byteReader(wine)];
  const level = await readHandOver(readClient);
  if (level === undefined) return;
  wine.write('!');
  const isOpen = (await readWine(1).catch(() => undefined))?.[0] === 1;
  if (!isOpen) return onGone();
  client.write(handOverAnswer(level));

  const exchange: Exchange = async request => {
    for (const fragment of request) wine.write(fragment);
    const answered = await readMessage(readWine);
    if (answered === undefined) throw new Error('the pipe was closed');
    return answered;
  };
  const readRequest = byteReader(unframed(readClient));
  for (let request = await readMessage(readRequest); request; request = await readMessage(readRequest)) {
    if (unanswered.includes(typeOf(request))) {
      for (const fragment of request) wine.write(fragment);
      continue;
    }
    // Wine says 1, whatever the call's number was
    for (const fragment of withCallId(await answer(request, exchange), callIdOf(request)))
      client.write(framed(fragment));
  }
}
