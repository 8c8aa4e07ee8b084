export { invariants } from './invariants/invariants.ts';
export { type Result, type Simulation, simulate } from './simulate.ts';
export type { Command } from './story/commands.ts';
export type { Disaster, Fault } from './story/fault.ts';
export { runStory, type Told } from './story/run-story.ts';
export { shrink } from './story/shrink.ts';
export { inventStory, type Story } from './story/story.ts';
export { tellStory, tellViolations } from './tell.ts';
export { makeTemplate, type Template } from './world/template.ts';
