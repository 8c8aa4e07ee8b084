import { hostname, userInfo } from 'node:os';
import { isResiteError } from '@resite/errors';
import type { Host, ServiceState, StartType } from '@resite/host';
import type { RegistryKey } from '@resite/registry';
import { createKey, findValue } from '@resite/registry/keys';
import { sameName, upcase } from '@resite/registry/names';
import {
  dwordValue,
  multiStringValue,
  readDword,
  readMultiString,
  readString,
  stringValue,
} from '@resite/registry/values';
import type { RecordedService } from '../journal/records.ts';

/** What a host remembers itself of the run that stopped its services, for when the journal of that run is not there. */
export interface StoppedRecord {
  readonly run: string;
  readonly time: Date;
  /** Of the computer, user and state folder that stopped them. */
  readonly computer: string;
  readonly user: string;
  readonly state: string;
  /** The claim under which it was written. */
  readonly fence: number;
  /** In stopping order, with the states to return to. */
  readonly services: readonly RecordedService[];
}

/** It is there and makes no sense: somebody has changed it, or a later Resite has written it. */
export interface UnreadableRecord {
  readonly unreadable: string;
}

const parent = 'HKLM\\SOFTWARE\\Resite';

/** Outside of everything that is saved and restored. */
export const stoppedKey = `${parent}\\Stopped`;

const schema = 1;

/** Far above what any site has; a key that was made to be large is not read. */
const most = { services: 200, text: 1_000 };

/**
 * What the host remembers; undefined when it remembers nothing. It comes from outside and whoever administers the host can
 * write it: of another form, it is `unreadable`, and never an error.
 */
export async function readStopped(host: Host): Promise<StoppedRecord | UnreadableRecord | undefined> {
  const key = await host.registry.read(stoppedKey);
  if (key === undefined) return undefined;
  try {
    return parse(key);
  } catch (error) {
    if (error instanceof Unreadable || isResiteError(error)) return { unreadable: error.message };
    throw error;
  }
}

/** Returns once it is durable. Made anew as a whole. */
export async function writeStopped(host: Host, record: StoppedRecord): Promise<void> {
  const { run, time, computer, user, state, fence, services } = record;
  await host.registry.replace(stoppedKey, {
    ...createKey('Stopped'),
    values: [
      dwordValue('Schema', schema),
      stringValue('Run', run),
      stringValue('Time', time.toISOString()),
      stringValue('Computer', computer),
      stringValue('User', user),
      stringValue('State', state),
      stringValue('Fence', String(fence)),
      multiStringValue(
        'Services',
        services.map(service => `${service.state} ${service.startType} ${service.name}`),
      ),
    ],
  });
}

/** What is not there is no error. Nothing of Resite is left on the host, unless somebody has put something beside it. */
export async function removeStopped(host: Host): Promise<void> {
  const key = await host.registry.read(parent);
  if (key === undefined) return;
  const others = key.values.length > 0 || key.subkeys.some(({ name }) => !sameName(name, 'STOPPED'));
  await host.registry.remove(others ? stoppedKey : parent);
}

/** Who this is, for the record: of this process and the folder of its journal. */
export function whoStops(state: string): Pick<StoppedRecord, 'computer' | 'user' | 'state'> {
  const clean = (text: string) => text.replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, '?').slice(0, most.text) || '?';
  return { computer: clean(hostname()), user: clean(userName()), state: clean(state) };
}

/** A user without an entry in the list of users has no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? '?');
  }
}

function parse(key: RegistryKey): StoppedRecord {
  const value = (name: string) => {
    const found = findValue(key, name);
    if (found === undefined) throw new Unreadable(`it has no value ${name}`);
    if (found.data.length > 2 * most.text * (name === 'Services' ? most.services : 2))
      throw new Unreadable(`its value ${name} is too large`);
    return found;
  };
  const text = (name: string, form: RegExp) => {
    const found = readString(value(name));
    if (found.length > most.text || !form.test(found)) throw new Unreadable(`its value ${name} is of another form`);
    return found;
  };
  if (readDword(value('Schema')) !== schema) throw new Unreadable('it has another schema version');
  const time = new Date(text('Time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/));
  if (Number.isNaN(time.getTime())) throw new Unreadable('its value Time is no time');
  return {
    run: text('Run', /^[\w+-]{1,100}$/),
    time,
    computer: text('Computer', oneLine),
    user: text('User', oneLine),
    state: text('State', oneLine),
    fence: Number(text('Fence', /^\d{1,15}$/)),
    services: servicesIn(readMultiString(value('Services'))),
  };
}

/** Without anything that could steer a terminal. */
const oneLine = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]+$/u;

const serviceLine =
  /^(stopped|start-pending|running|stop-pending) (auto|manual|disabled) ((?!.*[\\/])[\p{L}\p{M}\p{N}\p{P}\p{S} ]{1,255})$/u;

function servicesIn(lines: readonly string[]): RecordedService[] {
  if (lines.length === 0 || lines.length > most.services) throw new Unreadable(`it names ${lines.length} services`);
  const services = lines.map(line => {
    const [, state, startType, name] = serviceLine.exec(line) ?? [];
    if (name === undefined) throw new Unreadable('one of its services is of another form');
    return { name, state: state as ServiceState, startType: startType as StartType };
  });
  const names = new Set(services.map(({ name }) => upcase(name)));
  if (names.size !== services.length) throw new Unreadable('it names a service twice');
  return services;
}

class Unreadable extends Error {}
