/** Runs commands for all test files of a run, in processes that stay warm from file to file; see warm-process.ts. */
import { createServer, type Socket } from 'node:net';
import { json } from 'node:stream/consumers';
import { type Command, runWarmHere, warmSocket } from './warm-process.ts';

createServer({ allowHalfOpen: true }, socket => void answer(socket)).listen(warmSocket(process.argv[2]!), () => {
  process.send!('listening');
});
process.on('disconnect', () => process.exit());

async function answer(socket: Socket): Promise<void> {
  socket.on('error', () => {}); // the test has ended before its command
  const outcome = await runWarmHere((await json(socket)) as Command).catch((error: unknown) => ({ error: `${error}` }));
  socket.end(JSON.stringify(outcome));
}
