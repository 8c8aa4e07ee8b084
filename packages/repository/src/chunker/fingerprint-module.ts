/**
 * What lies where in the module's memory: two tables of 256 64-bit numbers, then content. `block` is how much is looked at in one
 * go, and how far behind the end of content there must be memory.
 */
export const layout = { leaving: 0, overflow: 2048, content: 65_536, window: 64, block: 32 * 1024 };

const lanes = 4;
const stride = layout.block / lanes;
const cutMask = (1 << 20) - 1;

// Locals: two parameters, then what is used here.
const [start, end] = [0, 1];
/** Address of the byte that leaves the first lane's window; the byte that enters lies 64 further. */
const position = 2;
const stop = 3;
const hit = (lane: number) => 4 + lane;
const fingerprint = (lane: number) => 4 + lanes + lane;

const get = (local: number) => [0x20, local];
const set = (local: number) => [0x21, local];
const i32 = (value: number) => [0x41, ...signed(value)];
const i64 = (value: number) => [0x42, ...signed(value)];
const add = 0x6a;
const [wrap, equalsZero] = [0xa7, 0x45];
const [block, loop, branch, branchIf, when, close, leave] = [0x02, 0x03, 0x0c, 0x0d, 0x04, 0x0b, 0x0f];
const nothing = 0x40;

const everyLane = (code: (lane: number) => number[]) => Array.from({ length: lanes }, (_, lane) => code(lane)).flat();
const byteAt = (opcode: number, offset: number) => [...get(position), opcode, 0x00, ...unsigned(offset)];
const entryOf = (table: number) => [...i32(3), 0x74, 0x29, 0x03, ...unsigned(table)];
const advance = [...get(position), ...i32(1), add, ...set(position)];
const lowBits = (lane: number) => [...get(fingerprint(lane)), wrap, ...i32(cutMask), 0x71];

/** fingerprint ^= leaving[byte that leaves] */
const takeOut = (lane: number) => [
  ...[...get(fingerprint(lane)), ...byteAt(0x2d, lane * stride), ...entryOf(layout.leaving)],
  ...[0x85, ...set(fingerprint(lane))],
];
/** fingerprint = (fingerprint << 8 | byte that enters) ^ overflow[fingerprint >> 45] */
const takeIn = (lane: number) => [
  ...[...get(fingerprint(lane)), ...i64(8), 0x86, ...byteAt(0x31, lane * stride + layout.window), 0x84],
  ...[...get(fingerprint(lane)), ...i64(45), 0x88, wrap, ...entryOf(layout.overflow)],
  ...[0x85, ...set(fingerprint(lane))],
];
/** Whether one of the fingerprints has low bits that are all zero: one less is negative then. */
const anyCut = everyLane(lane => [...lowBits(lane), ...i32(1), 0x6b, ...(lane === 0 ? [] : [0x72])]);
/** hit = address behind the byte that entered, unless this lane has had one */
const noteCut = (lane: number) => [
  ...[...lowBits(lane), equalsZero, ...get(hit(lane)), equalsZero, 0x71, when, nothing],
  ...[...get(position), ...i32(lane * stride + layout.window), add, ...set(hit(lane)), close],
];
const returnHit = (lane: number) => [...get(hit(lane)), when, nothing, ...get(hit(lane)), leave, close];

/**
 * Blocks of four lanes side by side: each step waits for the one before in its lane, and four chains keep a processor
 * busy where one does not. A lane starts by taking in the 64 bytes before it, on which alone a fingerprint depends.
 */
const scan = [
  ...[block, nothing, loop, nothing],
  ...[...get(start), ...get(end), 0x4f, branchIf, 1],
  ...everyLane(lane => [...i64(0), ...set(fingerprint(lane)), ...i32(0), ...set(hit(lane))]),
  ...[...get(start), ...i32(2 * layout.window), 0x6b, ...set(position)],
  ...[...get(start), ...i32(layout.window), 0x6b, ...set(stop)],
  ...[loop, nothing, ...everyLane(takeIn), ...advance],
  ...[...get(position), ...get(stop), 0x49, branchIf, 0, close],
  ...[...get(stop), ...i32(stride), add, ...set(stop)],
  ...[loop, nothing, ...everyLane(takeOut), ...everyLane(takeIn), ...advance],
  ...[...anyCut, ...i32(0), 0x48, when, nothing],
  ...[...everyLane(noteCut), ...returnHit(0), close],
  ...[...get(position), ...get(stop), 0x49, branchIf, 0, close],
  ...everyLane(returnHit),
  ...[...get(start), ...i32(layout.block), add, ...set(start), branch, 0, close, close],
  ...[...i32(0), close],
];

/**
 * The inner loop of the chunker in WebAssembly, which has the 64-bit integers that JavaScript lacks in loops. Imports the memory
 * `content.memory`. `scan(start, end)` gives the address behind the first byte from `start` on with which the last 64 bytes have
 * a fingerprint whose low 20 bits are zero; 0 when there is none before `end`. It may find one behind `end` as well.
 */
export const fingerprintModule = new Uint8Array([
  ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
  ...section(1, [0x01, 0x60, 0x02, 0x7f, 0x7f, 0x01, 0x7f]),
  ...section(2, [0x01, ...text('content'), ...text('memory'), 0x02, 0x03, 0x01, ...unsigned(65_536)]),
  ...section(3, [0x01, 0x00]),
  ...section(7, [0x01, ...text('scan'), 0x00, 0x00]),
  ...section(10, [0x01, ...sized([0x02, 2 + lanes, 0x7f, lanes, 0x7e, ...scan])]),
]);

function section(id: number, bytes: number[]): number[] {
  return [id, ...sized(bytes)];
}

function sized(bytes: number[]): number[] {
  return [...unsigned(bytes.length), ...bytes];
}

function text(name: string): number[] {
  return sized([...Buffer.from(name)]);
}

/** LEB128 */
function unsigned(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >>> 7)];
}

function signed(value: number): number[] {
  return value >= -64 && value < 64 ? [value & 127] : [(value & 127) | 128, ...signed(value >> 7)];
}
