import { chmod, rm } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { isResiteError, isSystemError, ResiteError } from '@resite/errors';
import { checkFence } from '../fence/claimant.ts';
import type { Fence } from '../fence/folder-fence.ts';
import type { LabOperation, LabOperations } from '../lab-protocol.ts';
import { hostFailure } from '../naming-failures.ts';
import { onLine } from './lines.ts';
import { isMutating } from './mutating.ts';
import { decodeWire, encodeWire } from './wire.ts';

/** What a machine does for each operation; claims are answered from its fence. */
export type LabHandlers = {
  [Operation in Exclude<LabOperation, 'fence.claim'>]: (
    ...args: LabOperations[Operation]['arguments']
  ) => Promise<LabOperations[Operation]['result']>;
};

export interface ServeLabOptions {
  readonly fence: Fence;
  /** The machine's name, for messages. */
  readonly name?: string;
  /** Told of what a handler throws that is no `ResiteError`: a fault of the program, which the asker sees as `INTERNAL`. */
  readonly onFault?: (error: unknown, operation: string) => void;
}

export interface LabServer {
  /** Ends all connections, cutting off answers under way, and removes the socket. */
  close(): Promise<void>;
}

/**
 * Answers the lab protocol on a local socket, which only this user can open. Requests are served side by side; each one that changes
 * something is refused with `FENCED` unless it carries the latest fence when it begins. A socket that a dead process has
 * left behind is replaced; one that answers is not (`LAB_MACHINE_FAILED`). The path must fit a socket address (107 bytes on Linux).
 */
export async function serveLab(
  socketPath: string,
  handlers: LabHandlers,
  options: ServeLabOptions,
): Promise<LabServer> {
  const connections = new Set<Socket>();
  const server = createServer(socket => {
    connections.add(socket);
    socket.on('close', () => connections.delete(socket));
    socket.on('error', () => {}); // the other side went away; 'close' follows
    onLine(socket, line => void answerLine(socket, line, handlers, options));
  });
  await removeStale(socketPath);
  await listen(server, socketPath);
  await chmod(socketPath, 0o600);
  return {
    close: async () => {
      const closed = new Promise<void>(resolve => server.close(() => resolve()));
      for (const socket of connections) socket.destroy();
      await closed;
    },
  };
}

async function answerLine(
  socket: Socket,
  line: string,
  handlers: LabHandlers,
  options: ServeLabOptions,
): Promise<void> {
  const request = parseRequest(line);
  if (!request) {
    socket.destroy();
    return;
  }
  const { id, operation } = request;
  const answer = await operate(request, handlers, options).then(
    result => ({ id, result }),
    (thrown: unknown) => {
      const error = hostFailure(options.name ?? 'the machine', operation, request.args, thrown);
      if (!isResiteError(error)) options.onFault?.(error, operation);
      return { id, error: toWireError(error) };
    },
  );
  if (socket.writable) socket.write(`${encodeWire(answer)}\n`);
}

async function operate(
  request: Request,
  handlers: LabHandlers,
  { fence, name = 'the machine' }: ServeLabOptions,
): Promise<unknown> {
  const { operation, args } = request;
  if (operation === 'fence.claim') return fence.claim();
  if (!Object.hasOwn(handlers, operation)) {
    throw new ResiteError('HOST_PROTOCOL', `${name} does not know the operation ${operation}`);
  }
  if (isMutating(operation)) checkFence(name, request.fence, await fence.latest());
  const handler = handlers[operation as keyof LabHandlers] as (...args: unknown[]) => Promise<unknown>;
  return handler(...args);
}

interface Request {
  readonly id: number;
  readonly operation: string;
  readonly args: unknown[];
  readonly fence: number | undefined;
}

/** Undefined for a line that is no request: then nothing that follows can be trusted either. */
function parseRequest(line: string): Request | undefined {
  try {
    const { id, operation, arguments: args, fence } = decodeWire(line) as Record<string, unknown>;
    if (typeof id !== 'number' || typeof operation !== 'string' || !Array.isArray(args)) return undefined;
    return { id, operation, args, fence: typeof fence === 'number' ? fence : undefined };
  } catch (error) {
    // A RangeError comes from objects nested too deeply.
    if ([SyntaxError, TypeError, RangeError].some(type => error instanceof type)) return undefined;
    throw error;
  }
}

function toWireError(error: unknown) {
  if (isResiteError(error)) return { code: error.code, message: error.message, hint: error.hint };
  return { code: 'INTERNAL', message: error instanceof Error ? error.message : String(error) };
}

async function removeStale(path: string): Promise<void> {
  const answers = await new Promise<boolean>((resolve, reject) => {
    const socket = connect(path, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', error =>
      isSystemError(error, 'ENOENT', 'ECONNREFUSED') ? resolve(false) : reject(socketFailure(path, error)),
    );
  });
  if (answers) throw new ResiteError('LAB_MACHINE_FAILED', `another process answers at ${path} already`);
  await rm(path, { force: true });
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', error => reject(socketFailure(path, error)));
    server.listen(path, resolve);
  });
}

function socketFailure(path: string, cause: Error): ResiteError {
  return new ResiteError('LAB_MACHINE_FAILED', `cannot answer at ${path}: ${cause.message}`, {
    hint: 'The path of a socket must be short (107 bytes on Linux) and its folder must exist.',
    cause,
  });
}
