import { stat } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { basename, dirname } from 'node:path';
import { codes, defined, type ErrorCode, isSystemError, ResiteError } from '@resite/errors';
import type { LabOperation, LabOperations } from '../lab-protocol.ts';
import type { HostRemedy } from '../remedy.ts';
import { onLine } from './lines.ts';
import { runningMachine } from './machine-file.ts';
import { decodeWire, encodeWire } from './wire.ts';

export interface LabConnectionOptions {
  readonly name: string;
  readonly machine: string;
  /** How long to wait for an answer, in milliseconds; a command may take as long as it takes. */
  readonly answerTimeout: number;
}

interface Pending {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * The line to a running lab machine. It is made at the first request, and anew at the first request after it broke; a request that was
 * under way when it broke fails with `HOST_DOWN`. It keeps the process alive only while an answer is awaited.
 */
export class LabConnection {
  readonly #options: LabConnectionOptions;
  readonly #pending = new Map<number, Pending>();
  #socket: Promise<Socket> | undefined;
  #nextId = 1;
  #closed = false;

  constructor(options: LabConnectionOptions) {
    this.#options = options;
  }

  /** Makes sure that the machine is up. */
  async open(): Promise<void> {
    await this.#connected();
  }

  async request<Operation extends LabOperation>(
    operation: Operation,
    args: LabOperations[Operation]['arguments'],
    fence?: number,
  ): Promise<LabOperations[Operation]['result']> {
    const socket = await this.#connected();
    if (socket.destroyed) throw this.#down('the connection ended');
    const id = this.#nextId++;
    const limit = operation === 'commands.run' ? undefined : this.#options.answerTimeout;
    let timer: NodeJS.Timeout | undefined;
    try {
      return (await new Promise<unknown>((resolve, reject) => {
        this.#pending.set(id, { resolve, reject });
        socket.ref();
        if (limit !== undefined) timer = setTimeout(() => reject(this.#silent(operation, limit)), limit);
        socket.write(`${encodeWire({ id, operation, arguments: args, fence })}\n`);
      })) as LabOperations[Operation]['result'];
    } finally {
      clearTimeout(timer);
      this.#pending.delete(id);
      if (this.#pending.size === 0) socket.unref();
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    const socket = await this.#socket?.catch(() => undefined); // a line that was never made needs no end
    socket?.destroy();
  }

  #connected(): Promise<Socket> {
    if (this.#closed) return Promise.reject(this.#down('this connection to it was closed'));
    if (!this.#socket) {
      const attempt = this.#connect();
      const forget = () => {
        if (this.#socket === attempt) this.#socket = undefined;
      };
      attempt.then(socket => socket.once('close', forget), forget);
      this.#socket = attempt;
    }
    return this.#socket;
  }

  async #connect(): Promise<Socket> {
    const machine = await runningMachine(this.#options.machine);
    if (!machine) throw await this.#off();
    const socket = await new Promise<Socket>((resolve, reject) => {
      const attempt = connect(machine.socket, () => {
        attempt.off('error', refused);
        resolve(attempt);
      });
      const refused = (cause: Error) => reject(this.#down(`its socket ${machine.socket} refuses`, cause));
      attempt.on('error', refused);
    });
    let reason: Error | undefined;
    socket.on('error', error => {
      reason = error;
    });
    socket.on('close', () => this.#failAll(this.#down('the connection ended before its answer', reason)));
    onLine(socket, line => this.#answered(socket, line));
    if (this.#closed) socket.destroy();
    socket.unref();
    return socket;
  }

  #answered(socket: Socket, line: string): void {
    try {
      const { id, result, error } = decodeWire(line) as { id: number; result?: unknown; error?: unknown };
      const pending = this.#pending.get(id);
      if (error === undefined) pending?.resolve(result);
      else pending?.reject(this.#remoteError(error));
    } catch (cause) {
      if (![SyntaxError, TypeError, RangeError].some(type => cause instanceof type)) throw cause;
      this.#failAll(new ResiteError('HOST_PROTOCOL', `${this.#options.name} sent a line that is no answer`, { cause }));
      socket.destroy();
    }
  }

  #failAll(error: Error): void {
    for (const { reject } of this.#pending.values()) reject(error);
  }

  #remoteError(error: unknown): ResiteError {
    const { code, message, hint } = (error ?? {}) as Record<string, unknown>;
    if (typeof code !== 'string' || !Object.hasOwn(codes, code)) {
      return new ResiteError(
        'HOST_PROTOCOL',
        `${this.#options.name} answered with an error that is not known: ${code}`,
      );
    }
    return new ResiteError(
      code as ErrorCode,
      `${this.#options.name}: ${message}`,
      defined({ hint: typeof hint === 'string' ? hint : undefined }),
    );
  }

  #silent(operation: string, limit: number): ResiteError {
    return this.#down(`it has not answered ${operation} for ${limit / 1000} s`);
  }

  /** Nobody acts as the machine: it is switched off, or it is not there any more. */
  async #off(): Promise<ResiteError> {
    const { name, machine } = this.#options;
    const exists = await stat(machine).then(
      () => true,
      error => !isSystemError(error, 'ENOENT', 'ENOTDIR'),
    );
    if (exists) return this.#down(`no process acts as the machine in ${machine}`);
    return new ResiteError('HOST_DOWN', `the lab machine ${name} was destroyed: there is no ${machine}`, {
      remedy: { kind: 'create-machine', ...placeOf(machine) } satisfies HostRemedy,
    });
  }

  #down(why: string, cause?: unknown): ResiteError {
    const { name, machine } = this.#options;
    return new ResiteError('HOST_DOWN', `the lab machine ${name} does not answer: ${why}`, {
      remedy: { kind: 'start-machine', ...placeOf(machine) } satisfies HostRemedy,
      cause,
    });
  }
}

const placeOf = (path: string) => ({ folder: dirname(path), machine: basename(path) });
