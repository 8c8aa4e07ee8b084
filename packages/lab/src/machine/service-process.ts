import { type ChildProcess, fork } from 'node:child_process';
import { extname, join } from 'node:path';
import { ResiteError } from '@resite/errors';
import { upcase } from '@resite/registry/names';
import type { ServicePlace } from '../lab-file.ts';
import type {
  Answer,
  FromService,
  MachineCalls,
  ServiceEnvironment,
  Statement,
  ToService,
} from '../service/messages.ts';
import { callError, toFailure } from './failure.ts';
import { startServiceInside } from './service-inside.ts';

/** Programs that the lab knows, by the name of their file. Any other one does nothing as a service but run. */
const modules: Readonly<Record<string, string>> = {
  'SITEINS.EXE': 'site-config-manager',
  'SMSEXEC.EXE': 'executive',
  'PREINST.EXE': 'hierarchy-manager',
  'INVWIN32.EXE': 'inventory-agent',
  'PCMSVC32.EXE': 'package-command-manager',
  'CLICFG.EXE': 'client-config-manager',
  'SQLSERVR.EXE': 'sql-server',
  'SPOOLSS.EXE': 'idle',
  'ATSVC.EXE': 'idle',
};

export type CallHandler = (operation: keyof MachineCalls, args: unknown[]) => Promise<unknown>;

/** A service that was started. */
export interface ServiceProcess {
  /** That of the machine when the service runs inside of it. */
  readonly pid: number;
  /** Settles once the service says that it runs, or has ended without saying so. */
  readonly running: Promise<boolean>;
  /** Settles when the process has ended; true when it ended by itself and without a fault. */
  readonly ended: Promise<boolean>;
  control(code: 'stop' | number): void;
  query(statements: Statement[], readOnly: boolean): Promise<unknown>;
  kill(): void;
}

/** True for a program of which the lab has a service. */
export function isServiceProgram(fileName: string): boolean {
  return Object.hasOwn(modules, upcase(fileName));
}

/** Starts it as a process of the operating system, or inside of this one. */
export function startService(
  fileName: string,
  environment: ServiceEnvironment,
  handle: CallHandler,
  place: ServicePlace = 'processes',
): ServiceProcess {
  const module = modules[upcase(fileName)] ?? 'idle';
  if (place === 'processes') return startServiceProcess(module, environment, handle);
  return startServiceInside(new URL(`../services/${module}${extension}`, import.meta.url).href, environment, handle);
}

const extension = extname(import.meta.filename);

function startServiceProcess(module: string, environment: ServiceEnvironment, handle: CallHandler): ServiceProcess {
  const program = join(import.meta.dirname, '..', 'service', `main${extension}`);
  const child = fork(program, [module, environment.computerName, environment.service], {
    cwd: '/',
    serialization: 'advanced',
    execArgv: [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, RESITE_LAB_SERVICE: JSON.stringify(environment) },
  });
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  const running = Promise.withResolvers<boolean>();
  const ended = Promise.withResolvers<boolean>();
  let queries = 0;

  child.on('message', (message: FromService) => {
    if (message.type === 'running') running.resolve(true);
    else if (message.type === 'call') void answerCall(child, message, handle);
    else settle(waiting, message);
  });
  const end = (clean: boolean) => {
    running.resolve(false);
    ended.resolve(clean);
    for (const { reject } of waiting.values())
      reject(new ResiteError('DATABASE_UNREACHABLE', 'the SQL server has ended'));
  };
  child.once('close', code => end(code === 0));
  child.on('error', error => {
    console.error(`${environment.service}: ${error.message}`);
    if (child.pid === undefined) end(false); // it could not even be started
  });

  const post = (message: ToService) => {
    if (child.connected) child.send(message, () => {}); // a process that is ending takes no more messages
  };
  return {
    pid: child.pid ?? 0,
    running: running.promise,
    ended: ended.promise,
    control: code => post({ type: 'control', code }),
    query: (statements, readOnly) => {
      const answer = Promise.withResolvers<unknown>();
      waiting.set(++queries, answer);
      if (child.connected) post({ type: 'query', id: queries, statements, readOnly });
      else answer.reject(new ResiteError('DATABASE_UNREACHABLE', 'the SQL server has ended'));
      return answer.promise;
    },
    kill: () => void child.kill('SIGKILL'),
  };
}

async function answerCall(
  child: ChildProcess,
  call: FromService & { type: 'call' },
  handle: CallHandler,
): Promise<void> {
  const answer: Answer = await handle(call.operation, call.arguments).then(
    result => ({ type: 'answer', id: call.id, result }),
    error => ({ type: 'answer', id: call.id, failure: toFailure(error) }),
  );
  if (child.connected) child.send(answer, () => {});
}

function settle(waiting: Map<number, PromiseWithResolvers<unknown>>, answer: Answer): void {
  const promise = waiting.get(answer.id);
  waiting.delete(answer.id);
  if ('failure' in answer) promise?.reject(callError(answer.failure));
  else promise?.resolve(answer.result);
}
