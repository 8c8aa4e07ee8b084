import type { ByteReader } from './byte-reader.ts';

/** Types of protocol data units of DCE/RPC ([C706] 12.6.4) that matter here. */
export const unitType = { request: 0, response: 2, fault: 3, auth3: 16, cancel: 18, orphaned: 19 };

const headerSize = 16;
/** Behind it in a request, response or fault: size hint, context, and operation or count of cancels ([C706] 12.6.4.9 and .10). */
const bodyAt = 24;
const [firstFragment, lastFragment] = [1, 2];

/** A message is its fragments, each a protocol data unit. Undefined when the stream ends. */
export async function readMessage(read: ByteReader): Promise<Buffer[] | undefined> {
  const fragments: Buffer[] = [];
  for (;;) {
    const header = await read(headerSize);
    const rest = header && (await read(header.readUInt16LE(8) - headerSize));
    if (header === undefined || rest === undefined) return undefined;
    fragments.push(Buffer.concat([header, rest]));
    if (header[3]! & lastFragment) return fragments;
  }
}

export function typeOf([first]: readonly Buffer[]): number {
  return first![2]!;
}

export function callIdOf([first]: readonly Buffer[]): number {
  return first!.readUInt32LE(12);
}

export function withCallId(message: readonly Buffer[], callId: number): Buffer[] {
  return message.map(unit => {
    const copy = Buffer.from(unit);
    copy.writeUInt32LE(callId, 12);
    return copy;
  });
}

export function contextOf([first]: readonly Buffer[]): number {
  return first!.readUInt16LE(20);
}

/** Undefined when it is no request. */
export function operationOf(message: readonly Buffer[]): number | undefined {
  return typeOf(message) === unitType.request ? message[0]!.readUInt16LE(22) : undefined;
}

/** The stub data of a request or response that carries no authentication. */
export function stubOf(message: readonly Buffer[]): Buffer {
  return Buffer.concat(message.map(unit => unit.subarray(bodyAt)));
}

export function request(context: number, operation: number, stub: Buffer): Buffer[] {
  return [unit(unitType.request, context, operation, stub)];
}

export function response(stub: Buffer): Buffer[] {
  return [unit(unitType.response, 0, 0, stub)];
}

export function fault(status: number): Buffer[] {
  const body = Buffer.alloc(8);
  body.writeUInt32LE(status);
  return [unit(unitType.fault, 0, 0, body)];
}

function unit(type: number, context: number, operation: number, body: Buffer): Buffer {
  const header = Buffer.alloc(bodyAt);
  header.set([5, 0, type, firstFragment | lastFragment, 0x10]); // version 5.0; little endian
  header.writeUInt16LE(bodyAt + body.length, 8);
  header.writeUInt32LE(1, 12);
  header.writeUInt32LE(body.length, 16);
  header.writeUInt16LE(context, 20);
  header.writeUInt16LE(operation, 22);
  return Buffer.concat([header, body]);
}
