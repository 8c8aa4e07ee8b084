import type { Command } from './commands.ts';

export type HostName = 'HQ1' | 'BRANCH1' | 'BRANCH2' | 'HELPER1';

/** Something that goes wrong. Seconds say after how long it is over; what has none stays until somebody repairs it. */
export type Disaster =
  | { readonly kind: 'process dies' }
  | { readonly kind: 'guardian dies' }
  | { readonly kind: 'process freezes'; readonly seconds?: number }
  | { readonly kind: 'guardian freezes'; readonly seconds?: number }
  | { readonly kind: 'computer loses power' }
  /** With all that runs on it. */
  | { readonly kind: 'computer sleeps'; readonly seconds: number }
  /** The first one, and it never comes back: from then on somebody types at the other one. */
  | { readonly kind: 'computer is gone' }
  | { readonly kind: 'host loses power'; readonly host: HostName; readonly seconds: number }
  | { readonly kind: 'host hangs'; readonly host: HostName; readonly seconds: number }
  | { readonly kind: 'repository hangs'; readonly seconds: number }
  | { readonly kind: 'repository refuses'; readonly seconds: number }
  | { readonly kind: 'disk of host is full'; readonly host: HostName; readonly seconds?: number }
  | { readonly kind: 'disk of state folder is full'; readonly seconds?: number }
  | { readonly kind: 'disk of journal is slow'; readonly seconds: number }
  | { readonly kind: 'journal is lost' }
  | { readonly kind: 'power goes and tears the journal'; readonly transactions: number }
  | {
      readonly kind: 'service does not start';
      readonly host: HostName;
      readonly service: number;
      readonly how: 'refuse' | 'hang' | 'die';
      readonly seconds?: number;
    }
  | {
      readonly kind: 'service does not stop';
      readonly host: HostName;
      readonly service: number;
      readonly how: 'refuse' | 'hang';
      readonly seconds?: number;
    }
  | { readonly kind: 'scratch machine loses power' }
  | { readonly kind: 'disk of scratch machine is full' }
  | { readonly kind: 'file of scratch machine changes' }
  | { readonly kind: 'accounts are locked'; readonly seconds?: number }
  | { readonly kind: 'clock jumps'; readonly where: HostName | 'computer'; readonly seconds: number }
  | { readonly kind: 'somebody starts a service'; readonly host: HostName; readonly service: number }
  | { readonly kind: 'Ctrl-C' }
  /** At the site server or another logon server, counted as in arrivals. */
  | { readonly kind: 'clients join'; readonly server: number; readonly count: number }
  | { readonly kind: 'somebody types'; readonly command: Command; readonly computer: 0 | 1 };

/** A disaster, and when it comes: by the number of what call of any process, to the journal, or about services that are to change. */
export type Fault = Disaster & { readonly at: number; readonly of?: 'journal' | 'services' };
