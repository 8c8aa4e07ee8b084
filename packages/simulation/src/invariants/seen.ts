import type { Invariant } from './invariant.ts';

/** These are watched while the story goes on. */
const watched = (name: string, promise: string): Invariant => ({
  name,
  promise,
  broken: ({ seen }) => seen.filter(each => each.invariant === name).map(({ what }) => what),
});

export const watchedInvariants: readonly Invariant[] = [
  watched('exit-code', 'Who leaves services behind that are not as they were ends with exit code 22.'),
  watched(
    'guardian',
    'While its guardian lives, a run that was cut off is settled and every service back before anybody comes.',
  ),
  watched(
    'lease',
    'Where nobody is left to return services, the host starts by itself those that ran, after 15 minutes; a run that lives keeps it from that.',
  ),
  watched('repairable', 'What the messages name brings every service back.'),
  watched(
    'stopped-while-captured',
    'Neither the parent nor the site, nor what helps it, runs while what becomes a snapshot is captured.',
  ),
  watched(
    'whole-snapshot',
    'A snapshot holds what was on the disks while the services were stopped, every byte of it.',
  ),
  watched('retention', 'A snapshot that a rule keeps stays, and nobody removes what somebody else is about to store.'),
  watched('restored', 'What was restored equals what was saved, until it is set going.'),
  watched(
    'parent-last',
    'The parent stands still while a site is restored, and is started when the site runs; what helps the site stands still until then as well.',
  ),
  watched('restorable', 'A restore that was cut off is carried on to its end, or can be begun anew on a bare server.'),
  watched('one-id', 'No two clients have one SMS ID, and no two logon servers one range, whatever is restored.'),
  watched('scratch-only', 'A rehearsal touches no host but machines that were made for it.'),
  watched('no-remains', 'Nothing of a rehearsal is left when it has ended, or after `resite resume`.'),
  watched('evidence', 'Evidence says what was true, and is signed.'),
  watched('fence', 'Who has lost a host to somebody else changes nothing there any more.'),
  watched('last-first', 'What a run that ends early has begun is put back in reverse order, the last of it first.'),
  watched('in-order', 'Services come back after all that they depend on.'),
  watched('no-fault', 'Nothing that happens outside is taken for a fault in Resite itself.'),
  watched('comes-to-an-end', 'Every command comes to its end.'),
  watched('next-run', 'When everything is settled, the next backup succeeds.'),
];
