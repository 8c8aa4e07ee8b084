import type { RegistryValue } from '@resite/registry';
import { sameName } from '@resite/registry/names';
import { localPath } from '../local-path.ts';
import type { MachineCalls, ServiceEnvironment, ToService } from './messages.ts';

/** What a module of `services/` exports as `main`: a service from its start to its end. */
export type ServiceMain = (service: ServiceContext) => Promise<void>;

/** What the program of a service sees of the machine it runs on. */
export interface ServiceContext extends ServiceEnvironment, ServiceLine {
  /** Lets lab minutes pass, or less when the service is to stop or `wake` aborts. */
  minutes(count: number, wake?: AbortSignal): Promise<void>;
  value(key: string, name: string): Promise<RegistryValue | undefined>;
  /** Where a Windows path lies on this computer. */
  local(path: string): string;
}

/** Between a service and its machine. */
export interface ServiceLine {
  /** Aborts when the service is to stop; `main` should return soon after. */
  readonly stopping: AbortSignal;
  call<Name extends keyof MachineCalls>(
    name: Name,
    ...args: Parameters<MachineCalls[Name]>
  ): Promise<ReturnType<MachineCalls[Name]>>;
  /** Control codes other than stop. */
  onControl(listener: (code: number) => void): void;
  /** Queries to the SQL server. */
  onQuery(listener: QueryListener): void;
}

export type QueryListener = (query: Pick<ToService & { type: 'query' }, 'statements' | 'readOnly'>) => Promise<unknown>;

export function serviceContext(environment: ServiceEnvironment, line: ServiceLine): ServiceContext {
  return {
    ...environment,
    ...line,
    value: async (key, name) => {
      const values = (await line.call('registry.read', key))?.values;
      return values?.find(value => sameName(value.name, name));
    },
    local: path => localPath(environment.folder, path),
    minutes: (count, wake) => sleep(count * environment.minuteMs, line.stopping, wake),
  };
}

/** Every service but that of the site database. */
export const noSqlServer: QueryListener = async () => {
  throw new Error('this service is no SQL server');
};

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
