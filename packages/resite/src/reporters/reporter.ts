import type { CommandEvent } from './events.ts';

/** Tells the user what the commands say, each in its own form. */
export interface Reporter {
  report(event: CommandEvent): void;
  /** Takes away what should not stay on the screen. */
  close(): void;
}
