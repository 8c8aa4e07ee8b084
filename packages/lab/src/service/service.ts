import { flushCompileCache } from 'node:module';
import type { RegistryValue } from '@resite/registry';
import { sameName } from '@resite/registry/names';
import { localPath } from '../local-path.ts';
import type { FromService, MachineCalls, ServiceEnvironment, ToService } from './messages.ts';

/** What the program of a service sees of the machine it runs on. */
export interface ServiceContext extends ServiceEnvironment {
  /** Aborts when the service is to stop; `main` should return soon after. */
  readonly stopping: AbortSignal;
  /** Lets lab minutes pass, or less when the service is to stop or `wake` aborts. */
  minutes(count: number, wake?: AbortSignal): Promise<void>;
  call<Name extends keyof MachineCalls>(
    name: Name,
    ...args: Parameters<MachineCalls[Name]>
  ): Promise<ReturnType<MachineCalls[Name]>>;
  value(key: string, name: string): Promise<RegistryValue | undefined>;
  /** Where a Windows path lies on this computer. */
  local(path: string): string;
  /** Control codes other than stop. */
  onControl(listener: (code: number) => void): void;
  /** Queries to the SQL server. */
  onQuery(listener: (query: ToService & { type: 'query' }) => unknown): void;
}

/** Says that the service runs, runs `main`, and ends the process with it; or in the middle of it when the machine has lost its power. */
export async function runService(main: (service: ServiceContext) => Promise<void>): Promise<void> {
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  try {
    const service = connectToMachine();
    post({ type: 'running' });
    flushCompileCache(); // for the next process that starts
    await main(service);
    process.exit(0);
  } catch (error) {
    console.error(error);
    process.exit(1);
  }
}

function connectToMachine(): ServiceContext {
  const environment: ServiceEnvironment = JSON.parse(process.env.RESITE_LAB_SERVICE!);
  const stop = new AbortController();
  const calls = new Map<number, PromiseWithResolvers<unknown>>();
  let lastCall = 0;
  let control: (code: number) => void = () => {};
  let query: (query: ToService & { type: 'query' }) => unknown = () => {
    throw new Error('this service is no SQL server');
  };

  process.on('message', (message: ToService) => {
    if (message.type === 'query') answer(message, query);
    else if (message.type === 'answer') settle(calls, message);
    else if (message.code === 'stop') stop.abort();
    else control(message.code);
  });

  const call: ServiceContext['call'] = (operation, ...args) => {
    const answer = Promise.withResolvers<unknown>();
    calls.set(++lastCall, answer);
    post({ type: 'call', id: lastCall, operation, arguments: args });
    return answer.promise as Promise<never>;
  };

  return {
    ...environment,
    stopping: stop.signal,
    call,
    value: async (key, name) => {
      const values = (await call('registry.read', key))?.values;
      return values?.find(value => sameName(value.name, name));
    },
    local: path => localPath(environment.folder, path),
    onControl: listener => {
      control = listener;
    },
    onQuery: listener => {
      query = listener;
    },
    minutes: (count, wake) => sleep(count * environment.minuteMs, stop.signal, wake),
  };
}

function sleep(milliseconds: number, ...signals: (AbortSignal | undefined)[]): Promise<void> {
  const given = signals.filter(signal => signal !== undefined);
  if (given.some(signal => signal.aborted)) return Promise.resolve();
  return new Promise(resolve => {
    const done = () => {
      clearTimeout(timer);
      for (const signal of given) signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    for (const signal of given) signal.addEventListener('abort', done);
  });
}

function answer(
  message: ToService & { type: 'query' },
  query: (message: ToService & { type: 'query' }) => unknown,
): void {
  const { id } = message;
  try {
    post({ type: 'answer', id, result: query(message) });
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
