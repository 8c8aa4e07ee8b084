/**
 * The process of a service: `main.ts <module of services/> <computer> <service>`, so that a list of processes names it. It
 * ends with its machine, in the middle of anything.
 */
import { flushCompileCache } from 'node:module';
import { extname } from 'node:path';
import type { FromService, ServiceEnvironment, ToService } from './messages.ts';
import { noSqlServer, type QueryListener, type ServiceLine, type ServiceMain, serviceContext } from './service.ts';

process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
try {
  const line = lineToMachine();
  const environment: ServiceEnvironment = JSON.parse(process.env.RESITE_LAB_SERVICE!);
  const { main }: { main: ServiceMain } = await import(
    `../services/${process.argv[2]}${extname(import.meta.filename)}`
  );
  post({ type: 'running' });
  flushCompileCache(); // for the next process that starts
  await main(serviceContext(environment, line));
  process.exit(0);
} catch (error) {
  console.error(error);
  process.exit(1);
}

function lineToMachine(): ServiceLine {
  const stop = new AbortController();
  const calls = new Map<number, PromiseWithResolvers<unknown>>();
  let lastCall = 0;
  let control: (code: number) => void = () => {};
  let query = noSqlServer;

  process.on('message', (message: ToService) => {
    if (message.type === 'query') void answer(message, query);
    else if (message.type === 'answer') settle(calls, message);
    else if (message.code === 'stop') stop.abort();
    else control(message.code);
  });

  return {
    stopping: stop.signal,
    call: (operation, ...args) => {
      const answer = Promise.withResolvers<unknown>();
      calls.set(++lastCall, answer);
      post({ type: 'call', id: lastCall, operation, arguments: args });
      return answer.promise as Promise<never>;
    },
    onControl: listener => {
      control = listener;
    },
    onQuery: listener => {
      query = listener;
    },
  };
}

async function answer(message: ToService & { type: 'query' }, query: QueryListener): Promise<void> {
  const { id } = message;
  try {
    post({ type: 'answer', id, result: await query(message) });
  } catch (error) {
    post({ type: 'answer', id, failure: { message: error instanceof Error ? error.message : String(error) } });
  }
}

function settle(calls: Map<number, PromiseWithResolvers<unknown>>, message: ToService & { type: 'answer' }): void {
  const call = calls.get(message.id);
  calls.delete(message.id);
  if ('failure' in message)
    call?.reject(Object.assign(new Error(message.failure.message), { code: message.failure.code }));
  else call?.resolve(message.result);
}

function post(message: FromService): void {
  if (process.connected) process.send!(message);
}
