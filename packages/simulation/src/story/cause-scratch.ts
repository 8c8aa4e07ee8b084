import { diskOf, powerOff, update } from '@resite/host/memory';
import type { ScratchLab } from '../world/scratches.ts';
import type { World } from '../world/world.ts';
import type { Causes } from './cause.ts';

type ScratchKind =
  | 'scratch machine loses power'
  | 'disk of scratch machine is full'
  | 'file of scratch machine changes';

/** What comes to machines of rehearsals. Nobody repairs it: they are to go anyway. */
export const scratchCauses: Pick<Causes, ScratchKind> = {
  'scratch machine loses power': world => {
    const lab = latest(world);
    if (lab?.server.state.power !== 'on') return undefined;
    powerOff(lab.server);
    return 'the scratch machine loses its power';
  },
  'disk of scratch machine is full': world => {
    const lab = latest(world);
    if (lab === undefined) return undefined;
    const { drives } = lab.server.state;
    update(lab.server, {
      drives: new Map([...drives].map(([letter, drive]) => [letter, { ...drive, capacity: drive.used }])),
    });
    return 'the disks of the scratch machine are full';
  },
  'file of scratch machine changes': world => {
    const lab = latest(world);
    if (lab?.server.state.power !== 'on') return undefined;
    changeWhenThere(world, lab, 400);
    return `somebody changes ${changed} on the scratch machine, as soon as it is there`;
  },
};

function changeWhenThere(world: World, { server }: Pick<ScratchLab, 'server'>, attempts: number): void {
  const disk = diskOf(server, '');
  if (server.state.power !== 'on' || attempts === 0) return;
  if (disk.find(changed) === undefined) world.time.after(20, () => changeWhenThere(world, { server }, attempts - 1));
  else disk.write(changed, Buffer.from('not what was saved'));
}

const changed = 'C:\\SMS\\SYSTEM.MAP';

const latest = ({ scratches }: World): ScratchLab | undefined => [...scratches.values()].at(-1);
