import { randomBytes } from 'node:crypto';
import { isResiteError, ResiteError } from '@resite/errors';
import { getRemoteTime } from '@resite/msrpc/srvsvc';
import { upcase } from '@resite/registry/names';
import { dwordValue } from '@resite/registry/values';
import type { FileInfo, Files, Lease, Registry, Services } from '../../host.ts';
import { checkServiceName } from '../../registry/service-keys.ts';
import { createSerial } from '../../serial.ts';
import { waitForService } from '../../wait-for-service.ts';
import { beginBatch } from '../commands/passing-service.ts';
import type { Session } from '../session/session.ts';
import { resiteFolder, systemRoot } from '../system-root.ts';
import { secondsBetweenLooks, startingBatch, watchdogBatch } from './lease-batch.ts';
import {
  type FoundLease,
  filesOf,
  type LeaseFiles,
  leasesIn,
  readTerms,
  type Terms,
  termsText,
} from './lease-files.ts';
import { scheduler } from './scheduler.ts';

const schedule = 'Schedule';
/** There when a lease has started the scheduler, which is to be stopped after it. */
const startedKey = 'HKLM\\SOFTWARE\\Resite\\Schedule';
const startTimeout = 60_000;
/** Looks in which the watchdog would have seen what was left for it. */
const looksUnheard = 3;
const second = 1_000_000_000n;

export interface LeasePorts {
  readonly session: Pick<Session, 'rpc'>;
  readonly files: Pick<Files, 'createFolder' | 'list' | 'write' | 'stat' | 'read' | 'remove'>;
  readonly registry: Registry;
  readonly services: Pick<Services, 'query' | 'start' | 'stop'>;
  readonly permit: () => Promise<void>;
}

/**
 * The lease of a Windows computer: a job of its own AT scheduler, which is started when it is stopped, and stopped again at the release. Where
 * it cannot be used (it is disabled, missing, or does not start), a batch file that waits on the computer does the same. Either way a file
 * in `RESITE` below the system root says that the lease is held: when that is taken away, nothing starts any more.
 */
export function windowsLease(name: string, { session, files, registry, services, permit }: LeasePorts): Lease {
  const srvsvc = session.rpc('srvsvc');
  const at = scheduler(session.rpc('atsvc'), srvsvc);
  const svcctl = session.rpc('svcctl');
  const inTurn = createSerial();

  const prepareScheduler = async (): Promise<boolean> => {
    const service = await services.query(schedule);
    if (service === undefined || service.startType === 'disabled') return false;
    if (service.state === 'running') return true;
    try {
      await registry.setValue(startedKey, dwordValue('Started', 1));
      await services.start(schedule);
      await waitForService({ name, services }, schedule, 'running', { timeoutMs: startTimeout });
      return true;
    } catch (error) {
      if (!isResiteError(error, 'SERVICE_START_FAILED', 'SERVICE_LOGON', 'SERVICE_BINARY_MISSING', 'SERVICE_TIMEOUT'))
        throw error;
      await registry.remove(startedKey);
      return false;
    }
  };

  /** Whether one that is replaced had come to its time. */
  const hold = async (wanted: readonly string[], seconds: number): Promise<boolean> => {
    const root = await systemRoot(registry);
    const folder = resiteFolder(root);
    const before = await leasesIn(files, folder);
    const id = upcase(randomBytes(4).toString('hex'));
    const made = filesOf(folder, id);
    const text = startingBatch(made, wanted); // before anything is changed: it may be refused
    await files.createFolder(folder);
    const byScheduler = await prepareScheduler();
    const terms: Terms = { way: byScheduler ? 'scheduler' : 'watchdog', seconds, services: wanted };
    await files.write(made.held, termsText(terms));
    try {
      await (byScheduler ? addJob(made, text, seconds) : beginWatchdog(root, made, terms));
    } catch (error) {
      await drop(made).catch(() => {}); // the next lease, or its release, does
      throw unavailable(name, error);
    }
    let hadFired = false;
    for (const lease of before) hadFired = (await drop(lease)) || hadFired;
    return hadFired;
  };

  const addJob = async (made: LeaseFiles, text: string, seconds: number) => {
    await files.write(made.batch, Buffer.from(text, 'latin1'));
    await at.add(commandOf(made), seconds);
  };

  const beginWatchdog = async (root: string, made: LeaseFiles, { services, seconds }: Terms) => {
    const { text, args } = watchdogBatch(made, services, seconds);
    await files.write(made.batch, Buffer.from(text, 'latin1'));
    await beginBatch(svcctl, root, [made.batch, ...args].join(' '));
  };

  /** Whether it had come to its time: once it is not held any more, it cannot. */
  const drop = async (lease: LeaseFiles): Promise<boolean> => {
    await files.remove(lease.held);
    const hadFired = (await files.stat(lease.fired)) !== undefined;
    await at.delete(await at.find(commandOf(lease)));
    for (const path of [lease.renewed, lease.fired, lease.batch]) await files.remove(path);
    return hadFired;
  };

  const dropAll = async () => {
    for (const lease of await leasesIn(files, resiteFolder(await systemRoot(registry)))) await drop(lease);
  };

  const putOff = async (lease: FoundLease, seconds: number) => {
    const terms = await readTerms(files, lease);
    if (!terms) return;
    if (terms.way === 'scheduler') {
      const before = await at.find(commandOf(lease));
      await at.add(commandOf(lease), seconds);
      await at.delete(before);
      return;
    }
    const { waiting } = lease;
    if (terms.seconds !== seconds || (waiting && (await isUnheard(waiting, seconds)))) {
      if (!(await hold(terms.services, seconds))) return;
      await dropAll();
      throw expired(name);
    }
    if (!waiting) await files.write(lease.renewed, Buffer.alloc(0));
  };

  /** What was left for the watchdog lies there so long that it must be dead, as after a restart of the computer. */
  const isUnheard = async ({ modified }: FileInfo, seconds: number): Promise<boolean> => {
    const { time } = await getRemoteTime(srvsvc);
    return (
      BigInt(time.getTime()) * 1_000_000n - modified > BigInt(looksUnheard * secondsBetweenLooks(seconds)) * second
    );
  };

  return {
    hold: (wanted, seconds) =>
      inTurn(async () => {
        for (const service of wanted) checkServiceName(service);
        await permit();
        await hold(wanted, seconds);
      }),

    renew: seconds =>
      inTurn(async () => {
        await permit();
        const folder = resiteFolder(await systemRoot(registry));
        const found = await leasesIn(files, folder);
        if (found.length === 0 || found.some(({ isHeld }) => !isHeld)) throw expired(name);
        for (const lease of found) await putOff(lease, seconds);
        // one that was put off may have come to its time just before; one that was made anew in its place has a time of its own
        const fired = (await leasesIn(files, folder)).filter(({ isHeld }) => !isHeld);
        if (fired.some(({ batch }) => found.some(lease => lease.batch === batch))) throw expired(name);
      }),

    release: () =>
      inTurn(async () => {
        await permit();
        await dropAll();
        if (!(await registry.read(startedKey))) return;
        // one that takes no stop, as Wine's, or that others need by now, goes on without a job: no reason to call the run a failure
        await services.stop(schedule).catch((error: unknown) => {
          if (!isResiteError(error, 'SERVICE_STOP_FAILED', 'SERVICE_DEPENDENTS_RUNNING')) throw error;
        });
        await registry.remove(startedKey);
      }),
  };
}

/** As far as all jobs of a lease have it. */
function commandOf({ batch }: LeaseFiles): string {
  return `CMD /C ${batch}`;
}

function expired(name: string): ResiteError {
  return new ResiteError('LEASE_EXPIRED', `${name} has begun to start services by itself, or is not to do so at all`, {
    hint: 'See which services run there before anything else.',
  });
}

function unavailable(name: string, error: unknown): unknown {
  if (!isResiteError(error, 'RPC_STATUS', 'COMMAND_FAILED', 'HOST_RIGHT')) return error;
  return new ResiteError('LEASE_UNAVAILABLE', `nothing on ${name} can start its services by itself: ${error.message}`, {
    hint: 'Start the service Schedule there, or let this user install a service.',
    cause: error,
  });
}
