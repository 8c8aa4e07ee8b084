import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Outcome } from './cli.ts';
import { runHere, type Typed } from './warm-process.ts';

/** Where the runner of the tests has opened a pool of warm processes. A file that is run alone has its own. */
const pool = join(process.env.RESITE_TEST_SHARED ?? '/nowhere', 'warm.socket');
const isOpen = existsSync(pool);

/** Runs `resite`. Where the start, a signal or the end of a process counts, use one of its own. */
export function runWarm(typed: Typed): Promise<Outcome> {
  return isOpen ? runThere(typed) : runHere(typed);
}

async function runThere(typed: Typed): Promise<Outcome> {
  const socket = connect(pool);
  socket.write(`${JSON.stringify(typed)}\n`);
  const said: Outcome | { error: string } = JSON.parse(await text(socket));
  if ('error' in said) throw new Error(said.error);
  return said;
}
