import { type MachineEvent, type MemoryMachine, update, worldTime } from './machine.ts';

/** Puts an event in its place: after what happens at the same time and was planned before. */
export function schedule(machine: MemoryMachine, event: MachineEvent): void {
  const { events } = machine.state;
  const index = events.findIndex(({ at }) => at > event.at);
  update(machine, { events: index < 0 ? [...events, event] : events.toSpliced(index, 0, event) });
}

/** The world's `event` is called with this name after so many milliseconds, unless the power goes before. */
export function later(machine: MemoryMachine, milliseconds: number, name: string): void {
  schedule(machine, { at: worldTime(machine) + milliseconds, type: 'world', name, run: 0 });
}
