import { createHash } from 'node:crypto';
import { monotonic } from '@resite/filesystem/clock';
import type { WindowsSettings } from '../settings.ts';

/** Milliseconds: policies that lock an account count the attempts of half an hour, and seldom fewer than three. */
const memory = 15 * 60_000;

interface Refusal {
  readonly digest: string;
  readonly error: unknown;
  readonly forgotten: number;
}

/** By account. Those of this process: a guardian tries for hours, with sessions of its own each time. */
const refusals = new Map<string, Refusal>();

/** How the host has refused this very password not long ago; undefined when it may be tried. */
export function earlierRefusal(settings: WindowsSettings, password: string): unknown {
  const refusal = refusals.get(accountOf(settings));
  if (refusal === undefined || refusal.digest !== digestOf(password) || refusal.forgotten < monotonic())
    return undefined;
  return refusal.error;
}

export function rememberRefusal(settings: WindowsSettings, password: string, error: unknown): void {
  refusals.set(accountOf(settings), { digest: digestOf(password), error, forgotten: monotonic() + memory });
}

const accountOf = ({ address, user }: WindowsSettings) => `${address}\n${user}`;

const digestOf = (password: string) => createHash('sha256').update(password).digest('hex');
