import { rmSync } from 'node:fs';
import type { Login, SessionAnswer, SessionRequest } from '../session/protocol.ts';
import { Failed, failWith } from './failure.ts';
import { fileOperations } from './file-operations.ts';
import { loadLibraries } from './libraries.ts';
import { protectMemory } from './protect-memory.ts';
import { createRpcClient } from './rpc-client.ts';
import { createSmbClient } from './smb-client.ts';

/**
 * The process that holds the connection to one host. Samba's libraries block and know one thread, and what goes wrong in them may end the
 * process: so it does nothing else. It ends when nobody listens any more.
 */
let operations: Partial<Record<string, (...args: never[]) => unknown>> = {};

function logOn(login: Login): void {
  const libraries = loadLibraries();
  const rpc = createRpcClient(libraries, login);
  rpc.logOn();
  operations = {
    ...fileOperations(createSmbClient(libraries, login), rpc.logOn, login.protocol.min === 'NT1'),
    call: rpc.call,
    'fetch the session key of': rpc.sessionKey,
  };
}

function answer({ operation, arguments: args }: SessionRequest): SessionAnswer {
  try {
    const action = operation === 'log on' ? logOn : operations[operation];
    if (!action) failWith({ at: 'program', message: `no session knows how to ${operation}` });
    return { ok: true, result: (action as (...given: readonly unknown[]) => unknown)(...args) };
  } catch (error) {
    if (error instanceof Failed) return { ok: false, failure: error.failure };
    return { ok: false, failure: { at: 'program', message: error instanceof Error ? error.message : String(error) } };
  }
}

protectMemory();
process.on('message', (request: SessionRequest) => process.send!(answer(request)));
process.on('disconnect', () => {
  rmSync(process.env.HOME!, { recursive: true, force: true });
  process.exit();
});
