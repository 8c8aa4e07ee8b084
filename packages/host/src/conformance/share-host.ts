import { after, before } from 'node:test';
import type { Host } from '../host.ts';
import type { HostUnderTest, MakeHost } from './host-under-test.ts';

/** The computer of one group of tests. Tests of a group share it, so each uses names of its own. */
export interface Shared<Tested = Host> {
  readonly host: Tested;
  readonly folder: string | undefined;
  /** One more instance, closed with the group. */
  another(): Tested;
}

/** Call it within `describe`; what it gives may be used within tests only. */
export function shareHost<Tested extends Pick<Host, 'close'>>(makeHost: MakeHost<Tested>): Shared<Tested> {
  let made: HostUnderTest<Tested> | undefined;
  const others: Tested[] = [];

  before(async () => {
    made = await makeHost();
  });

  after(async () => {
    for (const host of [...others, made?.host]) await host?.close();
    await made?.cleanup();
  });

  return {
    get host() {
      return made!.host;
    },
    get folder() {
      return made!.folder;
    },
    another() {
      const host = made!.another();
      others.push(host);
      return host;
    },
  };
}
