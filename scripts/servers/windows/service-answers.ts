import type { Answer, Exchange } from './pipe-stand-in.ts';
import { contextOf, fault, operationOf, request, response, stubOf, typeOf, unitType } from './rpc-message.ts';

/** Operations of svcctl ([MS-SCMR] 3.1.4). */
const [controlService, queryStatus, enumerate, openService, queryStatusEx, enumerateEx] = [1, 6, 14, 16, 40, 42];

const handleSize = 20;
/** Of SERVICE_STATUS and SERVICE_STATUS_PROCESS ([MS-SCMR] 2.2.47 and 2.2.49). */
const [statusSize, processStatusSize] = [28, 36];
const queryRight = 4;
/** nca_s_op_rng_error */
const noSuchOperation = 0x1c010002;

/**
 * What Wine's service control manager does otherwise than that of Windows, as Windows does it: RQueryServiceStatus exists, and
 * RControlService tells the state of the service, whatever else its handle is for.
 */
export const asWindows: Answer = async (asked, exchange) => {
  const operation = operationOf(asked);
  if (operation === openService) return exchange(withRight(asked, queryRight));
  if (operation === queryStatus) return (await query(asked, exchange)) ?? fault(noSuchOperation);
  const answer = await exchange(asked);
  if (operation !== controlService || typeOf(answer) !== unitType.response) return answer;
  const failure = stubOf(answer).readUInt32LE(statusSize);
  return failure === 0 ? ((await query(asked, exchange)) ?? answer) : answer;
};

/** As Windows NT 4.0, which does not have the later operation. */
export const asWindowsNt4: Answer = async (asked, exchange) =>
  operationOf(asked) === queryStatusEx ? fault(noSuchOperation) : asWindows(asked, exchange);

/** Whether its answer says of a service that it runs. */
export function tellsStates(asked: readonly Buffer[]): boolean {
  return [queryStatus, enumerate, queryStatusEx, enumerateEx].includes(operationOf(asked) ?? -1);
}

/** The rights that are wanted are the last thing in the request ([MS-SCMR] 3.1.4.16). */
function withRight(asked: readonly Buffer[], right: number): Buffer[] {
  const last = Buffer.from(asked.at(-1)!);
  last.writeUInt32LE((last.readUInt32LE(last.length - 4) | right) >>> 0, last.length - 4);
  return [...asked.slice(0, -1), last];
}

/** The answer of RQueryServiceStatus, or of RControlService, made out of that of RQueryServiceStatusEx. */
async function query(asked: readonly Buffer[], exchange: Exchange): Promise<Buffer[] | undefined> {
  const stub = Buffer.alloc(handleSize + 8);
  stubOf(asked).copy(stub, 0, 0, handleSize);
  stub.writeUInt32LE(processStatusSize, handleSize + 4);
  const answer = await exchange(request(contextOf(asked), queryStatusEx, stub));
  if (typeOf(answer) !== unitType.response) return undefined;
  const result = stubOf(answer);
  const code = result.subarray(-4);
  const count = result.readUInt32LE();
  return response(Buffer.concat([count === 0 ? Buffer.alloc(statusSize) : result.subarray(4, 4 + statusSize), code]));
}
