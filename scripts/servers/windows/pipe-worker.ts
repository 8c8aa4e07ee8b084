import { parentPort, workerData } from 'node:worker_threads';
import { type Answer, type PipePlace, standInForPipe } from './pipe-stand-in.ts';
import { asWindows, asWindowsNt4, tellsStates } from './service-answers.ts';

export interface Pipes {
  readonly svcctl: PipePlace;
  readonly atsvc: PipePlace;
  readonly isNt4: boolean;
}

const { svcctl, atsvc, isNt4 } = workerData as Pipes;
const jobs = standInForPipe(atsvc, (request, exchange) => exchange(request));
const answerOf = isNt4 ? asWindowsNt4 : asWindows;
/** Who is told that the scheduler runs finds its pipe. */
const answer: Answer = async (request, exchange) => {
  const answer = await answerOf(request, exchange);
  if (tellsStates(request)) await jobs.look();
  return answer;
};
const services = standInForPipe(svcctl, answer);
await Promise.all([services.look(), jobs.look()]);
parentPort!.postMessage('ready');
