import { lookup } from 'node:dns/promises';
import { getServerInfo, type ServerInfo } from '@resite/msrpc/srvsvc';
import type { Negotiated } from '../session/negotiation.ts';
import { reachablePort, unknownName } from '../session/reach.ts';
import { createSession } from '../session/session.ts';
import { newestProtocol, oldProtocol, spokenProtocol } from '../session/spoken-protocol.ts';
import { protocolsOf, type WindowsSettings } from '../settings.ts';
import { type Right, rightsOf } from './rights.ts';

/** One way after the other to a Windows computer, each as a question of its own, so that a person learns how far it is open. */
export type { Negotiated } from '../session/negotiation.ts';

export interface WindowsProbe {
  /** The addresses behind its name; `HOST_NAME_UNKNOWN`. */
  addresses(): Promise<string[]>;
  /** The port at which it takes connections; `HOST_REFUSED`, `HOST_DOWN`. */
  port(): Promise<number>;
  /** What it and the settings would speak with each other; undefined when they have no version in common. Nobody logs on. */
  protocol(port: number): Promise<Negotiated | undefined>;
  /** Whether it knows only SMB 1 or later versions as well; undefined when it hangs up. */
  speaks(port: number): Promise<'NT1' | 'SMB2' | undefined>;
  /** Logs on, and asks its server service what it is. */
  logOn(): Promise<ServerInfo>;
  /** What the account may do that a restore needs; changes nothing. */
  rights(): Promise<Right[]>;
  close(): Promise<void>;
}

/** Milliseconds that the first answer of a computer may take: a person waits for it. */
const patience = 10_000;

export function probeWindows(settings: WindowsSettings): WindowsProbe {
  const session = createSession(settings);
  const timeout = Math.min(settings.answerTimeout ?? 60_000, patience);
  return {
    addresses: async () => {
      try {
        return (await lookup(settings.address, { all: true })).map(({ address }) => address);
      } catch (error) {
        throw unknownName(settings, error as Error);
      }
    },
    port: () => reachablePort(settings, timeout),
    protocol: async port => {
      const newest = await newestProtocol(settings, port, timeout);
      return newest ?? (protocolsOf(settings).min === 'NT1' ? oldProtocol(settings, port, timeout) : undefined);
    },
    speaks: port => spokenProtocol(settings, port, timeout),
    logOn: () => getServerInfo(session.rpc('srvsvc')),
    rights: () => rightsOf(session),
    close: session.close,
  };
}
