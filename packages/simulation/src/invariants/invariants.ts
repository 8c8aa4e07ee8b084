import { hostMemory } from './host-memory.ts';
import type { Invariant } from './invariant.ts';
import { nobodyElses } from './nobody-elses.ts';
import { watchedInvariants } from './seen.ts';
import { servicesBack } from './services-back.ts';

export const invariants: readonly Invariant[] = [servicesBack, hostMemory, nobodyElses, ...watchedInvariants];
