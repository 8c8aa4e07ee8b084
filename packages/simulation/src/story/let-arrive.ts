import { powerOff, powerOn } from '@resite/host/memory';
import { formatUid } from '@resite/site/uid';
import { chance } from '../time/chance.ts';
import { giveRange, join, loseUidFile } from '../world/logon-server.ts';
import { nameLogonServers } from '../world/named-logon-servers.ts';
import type { Arrival, Moment } from './arrivals.ts';
import { hostOf } from './commands.ts';
import type { RunningStory } from './running-story.ts';

/** The one whose server is lost in stories. */
const site = 'S01';

/** Lets happen at the logon servers what the story has for this moment. */
export function letArrive(running: RunningStory, moment: Moment): void {
  for (const arrival of running.story.arrivals[moment]) {
    if (arrival.kind === 'clients join') letClientsJoin(running, arrival);
    else if (arrival.kind === 'logon server is added') add(running, arrival.known);
    else if (arrival.kind === 'UID file is lost') replaceUidFile(running, serverAt(running, arrival.at));
    else switchOff(running, serverAt(running, arrival.at));
  }
}

function serverAt({ ids }: RunningStory, at: number): string {
  const servers = [hostOf(site), ...ids.logonServers];
  return servers[at % servers.length]!;
}

/** The parent hears of some of them. */
export function letClientsJoin(running: RunningStory, { at, count }: Arrival & { kind: 'clients join' }): void {
  const by = chance(running.story.seed ^ (running.ids.given.size + 1));
  for (let number = 0; number < count; number++) {
    const id = joinAt(running, serverAt(running, at));
    if (id === undefined) return;
    if (by.happens(0.5)) continue;
    const { database } = running.world;
    const name = running.ids.given.size;
    const row = { Name0: `PC${name}`, SMSID0: id, NetCardID0: `${name}`, SiteCode0: site };
    database.machines = [...database.machines, row];
  }
}

function joinAt({ world, ids, seen }: RunningStory, server: string): string | undefined {
  const uid = join(world.machines.get(server)!);
  if (uid === undefined) return undefined;
  const id = formatUid(uid);
  world.tell(`a client joins ${site} at ${server} as ${id}`);
  const holder = ids.holders.get(uid.range) ?? server;
  if (holder !== server)
    seen.push({ invariant: 'one-id', what: `${holder} and ${server} have the range of the SMS ID ${id}` });
  if (ids.given.has(id)) seen.push({ invariant: 'one-id', what: `two clients of ${site} have the SMS ID ${id}` });
  ids.holders.set(uid.range, server);
  ids.given.add(id);
  return id;
}

function add(running: RunningStory, known: (Arrival & { kind: 'logon server is added' })['known']): void {
  const { world, ids, template } = running;
  const name = [...template.spares.keys()].find(spare => !world.machines.has(spare));
  const siteServer = world.machines.get(hostOf(site))!;
  const isListed = known === 'by both' || known === 'by resite.yaml';
  if (name === undefined || !mayGiveRange(running, isListed ? name : unlisted)) return;
  const machine = world.add(name);
  ids.logonServers.push(name);
  if (isListed) ids.listed.push(name);
  giveRange(siteServer, site, machine);
  if (known === 'by both' || known === 'by the site') {
    const other = { name, string1: '', flags: 0, drive: 'C:' };
    nameLogonServers(siteServer, { database: world.database, siteCode: site }, named => [...named, other]);
  }
  world.tell(`${name} becomes a logon server of ${site}, known ${known}`);
  joinAt(running, name);
}

function replaceUidFile(running: RunningStory, server: string): void {
  const { world, ids } = running;
  const isUnlisted = server !== hostOf(site) && !ids.listed.includes(server);
  const machine = world.machines.get(server)!;
  if (machine.state.power !== 'on' || !mayGiveRange(running, isUnlisted ? unlisted : server)) return;
  loseUidFile(machine);
  giveRange(world.machines.get(hostOf(site))!, site, machine);
  world.tell(`the UID file of ${server} is lost, and there is one of another range`);
}

const unlisted = 'what resite.yaml does not list';

/** What nobody can know of is promised no more than this: one range each since the backup, and one for all that are not listed. */
function mayGiveRange({ world, ids, lost }: RunningStory, whose: string): boolean {
  const host = hostOf(site);
  if (lost.has(host) || world.machines.get(host)!.state.power !== 'on' || ids.moved.has(whose)) return false;
  ids.moved.add(whose);
  return true;
}

/** Whatever was given out until now counts for the next restore. */
export const countAnew = ({ ids }: RunningStory): void => ids.moved.clear();

/** Until somebody repairs what is broken. */
function switchOff({ world }: RunningStory, server: string): void {
  const machine = world.machines.get(server)!;
  if (server === hostOf(site) || machine.state.power !== 'on') return;
  powerOff(machine);
  world.tell(`${server} is switched off`);
  world.repairs.push(() => {
    powerOn(machine, { bootMs });
    world.powerLost.set(server, world.time.now + bootMs);
  });
}

const bootMs = 20_000;
