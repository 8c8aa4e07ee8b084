import type { Command } from 'commander';
import { parseCount } from '../define.ts';

export interface KeyCostOptions {
  readonly kdfMemory?: string;
  readonly kdfRounds?: number;
}

/** What a guess at the password of a new key shall cost: whoever steals the repository has to pay it for each one. */
export function addKeyCostOptions(command: Command): Command {
  return command
    .option('--kdf-memory <size>', 'memory that each guess at the password costs, 16M to 1G (default: 32M)')
    .option('--kdf-rounds <n>', 'how many passes over that memory, 1 to 16 (default: 6)', parseCount);
}
