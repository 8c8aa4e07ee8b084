import { deserialize, serialize } from 'node:v8';
import { ResiteError } from '@resite/errors';
import type { ServiceEnvironment } from '../service/messages.ts';
import { noSqlServer, type ServiceMain, serviceContext } from '../service/service.ts';
import type { CallHandler, ServiceProcess } from './service-process.ts';

/**
 * One service inside of the process of its machine: it starts in an instant, and nothing can end it alone. `url` is that of
 * its module.
 */
export function startServiceInside(url: string, environment: ServiceEnvironment, handle: CallHandler): ServiceProcess {
  const stop = new AbortController();
  const running = Promise.withResolvers<boolean>();
  const ended = Promise.withResolvers<boolean>();
  let hasEnded = false;
  let control: (code: number) => void = () => {};
  let query = noSqlServer;

  const context = serviceContext(environment, {
    stopping: stop.signal,
    call: async (operation, ...args) => {
      if (hasEnded) throw new Error('the service was ended');
      return copy(await handle(operation, copy(args))) as never;
    },
    onControl: listener => {
      control = listener;
    },
    onQuery: listener => {
      query = listener;
    },
  });
  const end = (clean: boolean) => {
    hasEnded = true;
    running.resolve(false);
    ended.resolve(clean);
  };
  void run().then(
    () => end(true),
    (error: unknown) => {
      console.error(error);
      end(false);
    },
  );
  return {
    pid: process.pid,
    running: running.promise,
    ended: ended.promise,
    control: code => {
      if (code === 'stop') stop.abort();
      else control(code);
    },
    query: async (statements, readOnly) => {
      if (hasEnded) throw new ResiteError('DATABASE_UNREACHABLE', 'the SQL server has ended');
      return copy(await query({ statements, readOnly }));
    },
    kill: () => end(false),
  };

  async function run(): Promise<void> {
    const { main }: { main: ServiceMain } = await import(url);
    running.resolve(true);
    await main(context);
  }
}

/** As between processes: nobody shares what the other goes on changing. */
function copy<Value>(value: Value): Value {
  return deserialize(serialize(value));
}
