import { defined } from '@resite/errors';
import type { Host } from '@resite/host';
import {
  closedBits,
  type ServerState,
  selectInto,
  serverState,
  truncateOnCheckpoint,
} from '../database/server-state.ts';
import { type Check, conclude } from './check.ts';

/** Percent. A few pages of every log are never used for it, and the last ones are given away eight at a time. */
const fullFrom = 98;
const nearlyFull = 80;

/**
 * Would the parent's database take a change? When its log or tempdb is full, or an option forbids it, the database answers every
 * question, and nothing that arrives is processed (Q183236, Q199364, Q179009). What cannot be seen is no error.
 */
export async function databaseRoom(parent: Host): Promise<Check[]> {
  const { databases, unknown } = await serverState(parent);
  const seen = conclude({
    id: 'parent-database-seen',
    title: `It can be seen whether the database of ${parent.name} takes changes`,
    good: unknown.length === 0,
    found: unknown.length === 0 ? 'yes' : `not checked: ${unknown.join('; ')}`,
  });
  return databases === undefined ? [seen] : [writes(parent, databases), ...room(parent, databases), seen];
}

/** The one of them that stops everything, while a parent is to hear from a site. A log may be emptied in time; an option stays. */
export async function databaseWrites(parent: Host): Promise<Check[]> {
  const { databases } = await serverState(parent);
  return databases === undefined ? [] : [writes(parent, databases, { waits: true })];
}

type Databases = NonNullable<ServerState['databases']>;

function writes(parent: Host, databases: Databases, { waits = false } = {}): Check {
  const rooms = knownRooms(databases);
  const full = rooms
    .filter(isFull)
    .map(({ what, used, empty }) => ({ what: `${what} is full (${Math.round(used)} %)`, remedy: empty }));
  const closed = closedBy(databases);
  const troubles = [...full, ...closed];
  const remedies = [...new Set(troubles.map(({ remedy }) => remedy)), stuckJobs];
  return conclude({
    id: 'parent-database-writes',
    title: `The database of ${parent.name} takes changes`,
    good: troubles.length === 0,
    found: troubles.map(({ what }) => what).join(', ') || ['no option against it', ...rooms.map(inUse)].join(', '),
    ...defined({
      otherwise: waits && closed.length === 0 ? 'not-yet' : undefined,
      remedy: troubles.length === 0 ? undefined : remedies.join(' '),
    }),
  });
}

function closedBy({ site, tempdb }: Databases): { what: string; remedy: string }[] {
  const bits = [site, tempdb].flatMap(({ name, status }) =>
    Object.entries(closedBits)
      .filter(([bit]) => (status & Number(bit)) !== 0)
      .map(([, what]) => ({
        what: `${name} ${what}`,
        remedy: `See \`sp_helpdb ${name}\`; \`sp_dboption\` changes options.`,
      })),
  );
  const isSet = (tempdb.status & selectInto) !== 0;
  return isSet ? bits : [...bits, { what: 'tempdb lacks the option Select Into/Bulk Copy', remedy: setSelectInto }];
}

function room(parent: Host, databases: Databases): Check[] {
  const rooms = knownRooms(databases).filter(each => !isFull(each));
  if (rooms.length === 0) return [];
  const low = rooms.some(({ used }) => used >= nearlyFull);
  const stays = low && (databases.site.status & truncateOnCheckpoint) === 0;
  return [
    conclude({
      id: 'parent-database-room',
      title: `The database of ${parent.name} has room for more changes`,
      good: !low,
      found: `${rooms.map(inUse).join(', ')}${stays ? '; Truncate Log On Checkpoint is off' : ''}`,
    }),
  ];
}

function knownRooms({ site, tempdb }: Databases) {
  const rooms = [
    { what: `the log of ${site.name}`, used: site.used, empty: emptyLog(site.name) },
    { what: 'tempdb', used: tempdb.used, empty: emptyTempdb },
  ];
  return rooms.flatMap(({ used, ...rest }) => (used === undefined ? [] : [{ used, ...rest }]));
}

const isFull = ({ used }: { used: number }) => used >= fullFrom;
const inUse = ({ what, used }: { what: string; used: number }) => `${what} ${Math.round(used)} % in use`;

const emptyLog = (name: string) =>
  `In ISQL/W: \`DUMP TRANSACTION ${name} WITH NO_LOG\`, then dump the whole database, as the earlier dumps of its log are of no more use; set its option Truncate Log On ` +
  'Checkpoint, or make the log larger (Q125487).';
const emptyTempdb =
  'Stop and start SQL Server, which empties tempdb; then move it to a device of its own, with a fifth of the size of the largest database (Q199364).';
const setSelectInto =
  'In SQL Enterprise Manager: tempdb, Edit, Options, Select Into/Bulk Copy; then stop and start SQL Server (Q179009).';
const stuckJobs = 'System jobs that stay Pending all the same are deleted as Q183236 says.';
