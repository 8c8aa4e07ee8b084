import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after } from 'node:test';
import { contextHandle, type RpcBinding } from '../../src/index.ts';

/** What Samba takes for a value, and gives: `samba-ndr.py` says how. */
export type Value = number | string | null | readonly Value[] | { readonly [name: string]: Value };
export type Values = Readonly<Record<string, Value>>;

export interface Request {
  /** As Samba calls it. */
  readonly operation: string;
  readonly arguments: Values;
}

/** One process for all test files in a process of tests. It is Debian's Python that has the package `python3-samba`, whatever comes first on the PATH. */
export const samba = startSamba();

function startSamba() {
  const child = spawn('/usr/bin/python3', [join(import.meta.dirname, 'samba-ndr.py')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = new Promise<never>((_, reject) => {
    child.on('error', reject);
    child.on('exit', code =>
      reject(new Error(`samba-ndr.py ended with ${code}; is the Debian package python3-samba installed?`)),
    );
  });
  ended.catch(() => {});
  after(() => child.stdin.end());
  let last: Promise<unknown> = Promise.resolve();

  function ask(request: object): Promise<never> {
    const asked = last.then(async () => {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      const line = await Promise.race([lines.next(), ended]);
      const reply = JSON.parse(line.value ?? '');
      if ('failed' in reply) throw new Error(`Samba cannot ${JSON.stringify(request)}: ${reply.failed}`);
      return reply.done as never;
    });
    last = asked.catch(() => {});
    return asked;
  }

  const samba = {
    /** A value as Samba understands it. */
    show: (value: Value): Promise<Value> => ask({ show: value }),
    /** The numbers of a module of Samba whose names begin so, without that. */
    names: (module: string, prefix: string): Promise<Record<string, number>> => ask({ names: [module, prefix] }),

    /** A server that unpacks each request with Samba's NDR and packs the next of these answers. */
    server(of: string, ...answers: readonly Values[]): { binding: RpcBinding; requests: Request[] } {
      const requests: Request[] = [];
      const left = [...answers];
      const binding: RpcBinding = {
        server: 'BRANCH1',
        async call(number, stub) {
          const results = left.shift();
          assert.ok(results, `there is no answer left for operation ${number}`);
          const { answer, ...request }: Request & { answer: string } = await ask({
            exchange: [of, number, hex(stub), results],
          });
          requests.push(request);
          return new Uint8Array(Buffer.from(answer, 'hex'));
        },
      };
      return { binding, requests };
    },
  };
  return samba;
}

export type Samba = ReturnType<typeof startSamba>;

export const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

/** A handle with this number, as it is and as Samba has it. */
export function handle<Kind extends string>(kind: Kind, number: number) {
  const bytes = Buffer.alloc(20);
  bytes.writeUInt32LE(number, 4);
  return { own: contextHandle(kind, new Uint8Array(bytes)), samba: { handle: hex(bytes) } };
}

export const struct = (type: string, of: Values): Value => ({ type: type.split('.'), of });
