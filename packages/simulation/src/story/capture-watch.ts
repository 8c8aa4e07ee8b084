import { childrenOf, type Entry, isFolder, type MachineState, servicesOf, settle } from '@resite/host/memory';
import type { ProcedureEvent } from '@resite/procedure';
import type { TreeNode } from '@resite/repository';
import { isOfSms } from '../invariants/expected-services.ts';
import type { Call } from '../world/call.ts';
import { hostOf, type Typed } from './commands.ts';
import type { RunningStory } from './running-story.ts';

interface Capture {
  readonly host: string;
  isOver: boolean;
  /** What was up meanwhile. */
  disturbance: string | undefined;
  drives: MachineState['drives'] | undefined;
}

/** Watches what is captured, and compares it with what becomes visible. */
export function watchCaptures({ world, seen }: RunningStory) {
  /** By process and site. */
  const captures = new Map<string, Capture>();
  const parent = world.machines.get('HQ1')!;

  const isUp = (host: string): string | undefined => {
    for (const [name, machine] of [
      ['HQ1', parent],
      [host, world.machines.get(host)!],
    ] as const) {
      settle(machine);
      if (machine.state.power !== 'on') continue;
      const up = servicesOf(machine)
        .list()
        .find(service => isOfSms(service) && service.state === 'running');
      if (up !== undefined) return `${up.name} on ${name}`;
    }
    return undefined;
  };

  return {
    event(event: ProcedureEvent, { process, command }: Typed): void {
      if (event.message_type !== 'step_started' && event.message_type !== 'step_finished') return;
      const [step = '', lane] = event.step_id.split('/');
      if (step !== 'capture' && step !== 'confirm-stopped') return;
      const site = lane ?? ('sites' in command ? command.sites[0]! : '');
      const key = `${process.number} ${site}`;
      if (event.message_type === 'step_started') {
        if (step === 'capture')
          captures.set(key, { host: hostOf(site), isOver: false, disturbance: undefined, drives: undefined });
        return;
      }
      const capture = captures.get(key);
      if (capture === undefined) return;
      if (step === 'capture') capture.drives = world.machines.get(capture.host)!.state.drives;
      else capture.isOver = true;
    },
    call({ process, place, operation, way }: Call): void {
      if (place === 'repository' && operation === 'commit' && way === 'back') return this.committed(process.number);
      if (way !== 'there' || !operation.startsWith('files.')) return;
      for (const [key, capture] of captures) {
        if (capture.isOver || capture.host !== place || !key.startsWith(`${process.number} `)) continue;
        capture.disturbance ??= isUp(place);
      }
    },
    committed(process: number): void {
      const snapshot = world.repository.snapshots.at(-1)!;
      const site = snapshot.tags!.find(tag => tag.startsWith('site:'))!.slice(5);
      const capture = captures.get(`${process} ${site}`);
      if (capture === undefined)
        return void seen.push({ invariant: 'whole-snapshot', what: `a snapshot of ${site} that nobody has captured` });
      if (capture.disturbance !== undefined) {
        seen.push({
          invariant: 'stopped-while-captured',
          what: `${capture.disturbance} ran while ${site} was captured, and there is a snapshot of it`,
        });
      }
      const different = differenceIn(world.repository, snapshot.tree, capture.drives!, snapshot.paths);
      if (different !== undefined)
        seen.push({ invariant: 'whole-snapshot', what: `${different} of ${site} is not in its snapshot as it was` });
    },
  };
}

function differenceIn(
  disk: RunningStory['world']['repository'],
  tree: string,
  drives: MachineState['drives'],
  paths: readonly string[],
): string | undefined {
  for (const path of paths) {
    if (path === '/.resite') continue;
    const [drive = '', ...names] = path.slice(1).split('/');
    let entry: Entry | undefined = drives.get(drive)?.root;
    let node: TreeNode | undefined = disk.trees.get(tree)?.find(({ name }) => name.toString() === drive);
    for (const name of names) {
      entry = entry && isFolder(entry) ? entry.children.get(name.toUpperCase()) : undefined;
      node =
        node?.subtree === undefined
          ? undefined
          : disk.trees.get(node.subtree)?.find(each => each.name.toString() === name);
    }
    const found = compare(disk, node, entry, path);
    if (found !== undefined) return found;
  }
  return undefined;
}

function compare(
  disk: RunningStory['world']['repository'],
  node: TreeNode | undefined,
  entry: Entry | undefined,
  path: string,
): string | undefined {
  if (node === undefined || entry === undefined) return node === entry ? undefined : path;
  if (isFolder(entry)) {
    const nodes = node.subtree === undefined ? undefined : disk.trees.get(node.subtree);
    const children = childrenOf(entry);
    if (nodes === undefined || nodes.length !== children.length) return path;
    for (const [index, child] of children.entries()) {
      if (nodes[index]!.name.toString() !== child.info.name) return `${path}/${child.info.name}`;
      const found = compare(disk, nodes[index], child, `${path}/${child.info.name}`);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  const pieces = (node.content ?? []).map(id => disk.blobs.get(id));
  if (pieces.includes(undefined)) return path;
  const isSame =
    pieces.length === 1 ? pieces[0]!.equals(entry.content) : Buffer.concat(pieces as Buffer[]).equals(entry.content);
  return isSame && node.modified === entry.info.modified ? undefined : path;
}
