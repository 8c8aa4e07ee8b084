/**
 * The warm processes of a whole run: those that one test file has warmed serve the next one. `warm-pool.ts <socket>` runs the
 * command line that it is sent there, one a connection, until the runner of the tests ends.
 */
import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { runHere, type Typed } from './warm-process.ts';

process.on('disconnect', () => process.exit());
const server = createServer(socket => {
  const gone = new AbortController();
  socket.on('close', () => gone.abort()).on('error', () => {});
  createInterface(socket).once('line', line => void answer(socket, JSON.parse(line), gone.signal));
});
server.listen(process.argv[2], () => process.send!('open'));

async function answer(socket: Socket, typed: Typed, isForNobody: AbortSignal): Promise<void> {
  const said = await runHere(typed, isForNobody).catch((error: Error) => ({ error: error.message }));
  socket.end(JSON.stringify(said));
}
