import type { RpcBinding } from '@resite/msrpc/binding';
import { createSerial } from '../../serial.ts';
import { checkSettings, protocolsOf, type WindowsSettings } from '../settings.ts';
import { beginSession } from './begin-session.ts';
import { closed, hostDown, isLost, sessionFailure, wasSilent } from './failures.ts';
import type { RpcPipe, SessionOperation, SessionOperations } from './protocol.ts';
import type { SessionProcess } from './session-process.ts';

/**
 * The connection to a Windows computer: a process of its own, made at the first request and anew at the first request after it was lost.
 * It does one thing after another. What was under way when it was lost, or took longer than the settings allow, fails with `HOST_DOWN`; so does
 * what was asked while the computer was silent for so long.
 */
export interface Session {
  /** Whether the settings allow SMB 1, which knows less of files. */
  readonly maySpeakSmb1: boolean;
  /** `doing` is what messages say was to be done, when the operation and its path are not enough. */
  ask<Operation extends SessionOperation>(
    operation: Operation,
    args: Parameters<SessionOperations[Operation]>,
    doing?: string,
  ): Promise<ReturnType<SessionOperations[Operation]>>;
  rpc(pipe: RpcPipe): RpcBinding;
  /** Of the SMB session behind the interface: what encrypts a password within a call. */
  sessionKey(pipe: RpcPipe): Promise<Uint8Array>;
  /** Cuts off what is under way. Nothing can be asked after it. */
  close(): Promise<void>;
}

/** Milliseconds in which a computer that was silent has to take a new connection, and to let the user in. */
const patienceAfterSilence = 5_000;

/** `CONFIG_INVALID` for settings that cannot be meant; nothing is connected yet. */
export function createSession(settings: WindowsSettings): Session {
  checkSettings(settings);
  const inTurn = createSerial();
  const timeout = settings.answerTimeout ?? 60_000;
  const end = new AbortController();
  let current: SessionProcess | undefined;
  /** What it has not answered in time, since it has answered last. */
  let silence: unknown;

  const drop = async () => {
    const dropped = current;
    current = undefined;
    await dropped?.end();
  };

  const ask: Session['ask'] = (operation, args, doing = operation) => {
    const known = silence;
    return inTurn(async () => {
      if (silence !== undefined && silence !== known) throw silence;
      try {
        if (end.signal.aborted) throw hostDown(settings, closed);
        if (current?.hasEnded) await drop();
        current ??= await beginSession(
          settings,
          silence === undefined ? timeout : Math.min(timeout, patienceAfterSilence),
          end.signal,
        );
        const answer = await current.ask({ operation, arguments: args }, timeout);
        silence = undefined;
        if (answer.ok) return answer.result as never;
        if (isLost(answer.failure)) await drop();
        throw sessionFailure(settings, doing, answer.failure);
      } catch (error) {
        if (wasSilent(error)) silence = error;
        if (current?.hasEnded) await drop();
        throw error;
      }
    });
  };

  return {
    maySpeakSmb1: protocolsOf(settings).min === 'NT1',
    ask,
    rpc: pipe => ({
      server: settings.address,
      call: (operation, stub) => ask('call', [pipe, operation, stub]),
    }),
    sessionKey: pipe => ask('fetch the session key of', [pipe]),
    close: async () => {
      end.abort();
      await inTurn(drop);
    },
  };
}
