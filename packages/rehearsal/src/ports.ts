/** What a simulated process has in another way. */
export { type ScratchMachines, scratchMachines } from './scratch-machines.ts';
