import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { extname, join } from 'node:path';
import type { ResiteError } from '@resite/errors';
import { protocolsOf, splitUser, type WindowsSettings } from '../settings.ts';
import { closed, hostDown, hostSilent, librariesMissing, protocolRefused, sessionFailure } from './failures.ts';
import { makePrivateFolder } from './private-folder.ts';
import type { Login, SessionAnswer, SessionRequest } from './protocol.ts';
import { reachablePort } from './reach.ts';
import { spokenProtocol } from './spoken-protocol.ts';

/** A process that has logged on. It keeps this one alive only while an answer is awaited. */
export interface SessionProcess {
  readonly hasEnded: boolean;
  /** One request at a time. `HOST_DOWN` when the process ends before it has answered; it is killed when it takes too long. */
  ask(request: SessionRequest, timeout: number): Promise<SessionAnswer>;
  /** Returns when it is gone, with all that it kept. */
  end(): Promise<void>;
}

const disconnected = 0xc000_020c;

/** Whoever gives a signal wants no answer any more when it comes: what is awaited ends with `HOST_DOWN`. */
export async function startSessionProcess(
  settings: WindowsSettings,
  timeout: number,
  signal?: AbortSignal,
): Promise<SessionProcess> {
  if (process.platform !== 'linux') throw librariesMissing(`this is ${process.platform}`);
  const port = await reachablePort(settings, timeout, signal);
  const { address, user } = settings;
  const password = await settings.password();
  const session = await begin(settings, port);
  signal?.addEventListener('abort', session.end, { once: true });
  try {
    if (signal?.aborted) throw hostDown(settings, closed);
    const login: Login = {
      address,
      ...splitUser(user),
      password,
      protocol: protocolsOf(settings),
      port,
      timeout,
      configurationFile: session.configurationFile,
    };
    const answer = await session.ask({ operation: 'log on', arguments: [login] }, timeout);
    if (answer.ok) return session;
    // who finds no version of SMB in common may just hang up
    const speaks =
      answer.failure.at === 'logon' && answer.failure.status === disconnected
        ? await spokenProtocol(settings, port, timeout)
        : undefined;
    if (speaks === 'NT1' && protocolsOf(settings).min !== 'NT1') throw protocolRefused(settings, speaks);
    throw sessionFailure(settings, 'log on', answer.failure);
  } catch (error) {
    await session.end();
    throw error;
  }
}

async function begin(settings: WindowsSettings, port: number) {
  const folder = await makePrivateFolder(settings, port);
  const child = fork(program, [], {
    cwd: folder.path,
    env: environment(folder.path),
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const gone = ending(child).finally(folder.remove);
  gone.catch(() => {}); // said by those who wait for it
  let ended = false;
  child.once('exit', () => {
    ended = true;
  });
  child.unref();
  child.channel?.unref();

  return {
    configurationFile: folder.configurationFile,

    get hasEnded() {
      return ended;
    },

    async ask(request: SessionRequest, timeout: number): Promise<SessionAnswer> {
      const { operation } = request;
      let silent = false;
      const timer = setTimeout(() => {
        silent = true;
        child.kill('SIGKILL');
      }, timeout);
      child.ref();
      child.channel?.ref();
      try {
        return await new Promise<SessionAnswer>((resolve, reject) => {
          child.once('message', resolve);
          gone.then(
            end => reject(silent ? tooLate(settings, operation, timeout) : hostDown(settings, died(operation, end))),
            reject,
          );
          if (child.connected) child.send(request, () => {}); // that it cannot be sent, its end says
        });
      } finally {
        clearTimeout(timer);
        child.removeAllListeners('message');
        child.unref();
        child.channel?.unref();
      }
    },

    async end() {
      child.ref();
      child.kill('SIGKILL');
      await gone;
    },
  };
}

const program = join(import.meta.dirname, '..', 'child', `main${extname(import.meta.filename)}`);

/** Nothing of this computer's settings for Samba or Kerberos gets there. */
function environment(home: string): NodeJS.ProcessEnv {
  const { PATH, TZ, NODE_COMPILE_CACHE } = process.env;
  return { PATH, TZ, NODE_COMPILE_CACHE, HOME: home, TMPDIR: home };
}

/** How it ended, as a signal or an exit code. */
async function ending(child: ChildProcess): Promise<string> {
  const [code, signal] = await once(child, 'exit');
  return signal === null ? `exit code ${code}` : String(signal);
}

function tooLate(settings: WindowsSettings, operation: string, timeout: number): ResiteError {
  return hostSilent(settings, timeout, `for ${timeout / 1000} s, Resite has waited to ${operation}`);
}

function died(operation: string, end: string): string {
  return `the process that holds the connection ended (${end}) before it could ${operation}`;
}
