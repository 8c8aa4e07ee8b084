/** What the module lies down in its memory: two tables of 256 64-bit numbers, the fingerprint, and content. */
export const layout = { leaving: 0, overflow: 2048, fingerprint: 4096, content: 8192, window: 64, room: 256 * 1024 };

const localI = [0x20, 0x00];
const localEnd = [0x20, 0x01];
const fingerprint = [0x20, 0x02];
const setFingerprint = [0x21, 0x02];
const addressOfFingerprint = [0x41, 0x80, 0x20];
const store = [...addressOfFingerprint, ...fingerprint, 0x37, 0x03, 0x00];
const timesEight = [0x41, 0x03, 0x74];

/** fingerprint ^= leaving[content[i - 64]] */
const takeOut = [
  ...fingerprint,
  ...[...localI, 0x41, 0xc0, 0x00, 0x6b, 0x2d, 0x00, 0x00, ...timesEight, 0x29, 0x03, 0x00],
  ...[0x85, ...setFingerprint],
];
/** fingerprint = (fingerprint << 8 | content[i]) ^ overflow[fingerprint >> 45]; i += 1 */
const takeIn = [
  ...[...fingerprint, 0x42, 0x08, 0x86, ...localI, 0x31, 0x00, 0x00, 0x84],
  ...[...fingerprint, 0x42, 0x2d, 0x88, 0xa7, ...timesEight, 0x29, 0x03, 0x80, 0x10, 0x85, ...setFingerprint],
  ...[...localI, 0x41, 0x01, 0x6a, 0x21, 0x00],
];
/** if ((fingerprint & 0xfffff) == 0) return -i */
const returnAtCut = [
  ...[...fingerprint, 0xa7, 0x41, 0xff, 0xff, 0x3f, 0x71, 0x45, 0x04, 0x40],
  ...[...store, 0x41, 0x00, ...localI, 0x6b, 0x0f, 0x0b],
];

/** (i, end) → end, or minus the position behind a cut. */
function loopOver(steps: number[]): number[] {
  return [
    ...[0x01, 0x01, 0x7e, ...addressOfFingerprint, 0x29, 0x03, 0x00, ...setFingerprint],
    ...[0x02, 0x40, 0x03, 0x40, ...localI, ...localEnd, 0x4f, 0x0d, 0x01, ...steps, 0x0c, 0x00, 0x0b, 0x0b],
    ...[...store, ...localI, 0x0b],
  ];
}

const text = (name: string) => [name.length, ...Buffer.from(name)];
const sized = (bytes: number[]) => [(bytes.length & 0x7f) | 0x80, bytes.length >> 7, ...bytes];
const section = (id: number, bytes: number[]) => [id, ...sized(bytes)];

/**
 * The inner loop of the chunker in WebAssembly, which has the 64-bit integers that JavaScript lacks in loops: `prime` takes
 * bytes in, `scan` slides the window over them until there is a cut.
 */
export const fingerprintModule = new Uint8Array([
  ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
  ...section(1, [0x01, 0x60, 0x02, 0x7f, 0x7f, 0x01, 0x7f]),
  ...section(3, [0x02, 0x00, 0x00]),
  ...section(5, [0x01, 0x00, 0x05]),
  ...section(7, [0x03, ...text('memory'), 0x02, 0x00, ...text('prime'), 0x00, 0x00, ...text('scan'), 0x00, 0x01]),
  ...section(10, [0x02, ...sized(loopOver(takeIn)), ...sized(loopOver([...takeOut, ...takeIn, ...returnAtCut]))]),
]);
