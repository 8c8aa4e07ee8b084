import type { DatabaseSync } from 'node:sqlite';
import { ResiteError } from '@resite/errors';
import type { AccountVerdict, Host, Service, ServiceState } from '@resite/host';

/** What the tests decide about a running server; they may change it while it runs. */
export interface Machine {
  /** Does not answer. */
  down: boolean;
  /** Milliseconds that its clock is ahead. */
  clockAhead: number;
  /** Passwords of accounts, and whether each may log on as a service. */
  accounts: Record<
    string,
    {
      readonly password: string;
      readonly serviceRight: boolean;
      /** A text for a refusal; undefined where the server holds no such account. */
      readonly passwordSet?: Date | string;
    }
  >;
  database: DatabaseSync | undefined;
  /** What it answers to questions about itself; undefined where it knows none. */
  system?: (sql: string, parameters: readonly (string | number)[]) => object[] | undefined;
}

/**
 * A running server: the disk of an image host, and what a disk alone does not have. Services change their state at once and do
 * nothing.
 */
export function runningHost(image: Host, machine: Machine, running: readonly string[]): Host {
  const states = new Map<string, ServiceState>(running.map(name => [name, 'running']));
  const withState = (service: Service): Service => ({
    ...service,
    state: states.get(service.name.toUpperCase()) ?? 'stopped',
  });
  const become = async (name: string, state: ServiceState) => {
    if ((await image.services.query(name)) === undefined) throw new ResiteError('SERVICE_MISSING', `no ${name}`);
    states.set(name.toUpperCase(), state);
  };
  const verify = (account: string, password: string): AccountVerdict => {
    const known = machine.accounts[account];
    if (known?.password !== password) return 'logon-failure';
    return known.serviceRight ? 'ok' : 'no-service-right';
  };
  const answering = <Part extends object>(part: Part): Part =>
    new Proxy(part, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return async (...args: unknown[]) => {
          if (machine.down) throw new ResiteError('HOST_DOWN', `${image.name} does not answer`);
          return member.apply(target, args);
        };
      },
    });

  return {
    ...image,
    driver: 'lab',
    live: true,
    files: answering(image.files),
    registry: answering(image.registry),
    shares: answering(image.shares),
    services: answering({
      ...image.services,
      list: async () => (await image.services.list()).map(withState),
      query: async name => {
        const service = await image.services.query(name);
        return service && withState(service);
      },
      start: name => become(name, 'running'),
      stop: name => become(name, 'stopped'),
      verifyAccount: async (account, password) => verify(account, password),
      passwordSet: async account => {
        const set = machine.accounts[account]?.passwordSet;
        if (typeof set === 'string') throw new ResiteError('RPC_STATUS', set);
        return set;
      },
      install: definition => image.services.install(definition, undefined),
      remove: async name => {
        await image.services.remove(name);
        states.delete(name.toUpperCase());
      },
    }),
    database: answering({
      async query(sql, ...parameters) {
        if (machine.database === undefined) throw new ResiteError('DATABASE_UNREACHABLE', 'no SQL Server answers');
        try {
          const answer = machine.system?.(sql, parameters) ?? machine.database.prepare(sql).all(...parameters);
          return answer as Record<string, string | number | null>[];
        } catch (error) {
          throw new ResiteError('COMMAND_FAILED', `the SQL server refused the query: ${error}`, { cause: error });
        }
      },
    }),
    ...answering({
      identity: image.identity,
      now: async () => new Date(Date.now() + machine.clockAhead),
    }),
  };
}
