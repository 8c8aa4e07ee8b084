import { Random } from './random.ts';

export type Kind = 'text' | 'records' | 'code' | 'packed';

const own = new Random(7);
const letters = 'etaoinshrdlucmfwypvbgkjqxz';
const words = Array.from({ length: 3000 }, () => {
  const length = 2 + Math.floor(own.fraction() * 9);
  return Buffer.from(
    `${Array.from({ length }, () => letters[Math.floor(own.fraction() ** 2 * 26)]).join('')} `,
    'latin1',
  );
});
const instructions = Array.from({ length: 1500 }, () => {
  const bytes = Buffer.alloc(1 + Math.floor(own.fraction() * 5));
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = Math.floor(own.fraction() ** 2 * 256);
  return bytes;
});

const fillers: Record<Kind, (into: Buffer, random: Random) => void> = {
  text: fillText,
  records: fillRecords,
  code: fillCode,
  packed: fillPacked,
};

/** Fills memory with content of a kind. zstd at level 3 makes of text a third, of records and code a half, of packed all. */
export function fill(into: Buffer, kind: Kind, random: Random): void {
  fillers[kind](into, random);
}

/** Lines of a log: a time, a number, and words, the frequent ones far more often than the others. */
function fillText(into: Buffer, random: Random): void {
  let at = 0;
  let time = 1_700_000_000_000 + (random.next() % 1e9);
  while (at < into.length) {
    time += random.next() % 5000;
    at += into.write(`${new Date(time).toISOString()} ${random.next() % 4000} `, at, 'latin1');
    for (let count = 3 + (random.next() % 12); count > 0 && at < into.length; count -= 1)
      at += copy(words, 3, into, at, random);
    if (at < into.length) at += into.write('\n', at, 'latin1');
  }
}

/** Rows of 96 bytes: a key, a time, a name, numbers, room that is not used. */
function fillRecords(into: Buffer, random: Random): void {
  into.fill(0);
  let key = random.next() % 1e6;
  for (let at = 0; at + 96 <= into.length; at += 96) {
    key += 1 + (random.next() % 3);
    into.writeUInt32LE(key >>> 0, at);
    into.writeUInt32LE(random.next(), at + 4);
    into.writeUInt16LE(random.next() & 0x3ff, at + 8);
    copy(words, 2, into, at + 16, random);
    copy(words, 2, into, at + 32, random);
    for (let field = 48; field < 80; field += 8) into.writeUInt32LE(random.next() >>> 8, at + field);
  }
}

function fillCode(into: Buffer, random: Random): void {
  for (let at = 0; at < into.length; ) {
    at += copy(instructions, 3, into, at, random);
    if (at + 4 <= into.length && (random.next() & 3) === 0) at = into.writeInt32LE(random.next() >> 12, at);
  }
}

function fillPacked(into: Buffer, random: Random): void {
  let at = 0;
  for (; at + 4 <= into.length; at += 4) into.writeUInt32LE(random.next(), at);
  for (; at < into.length; at += 1) into[at] = random.next() & 0xff;
}

/** Copies one of the parts, the first ones the more often the higher the power. */
function copy(parts: readonly Buffer[], power: number, into: Buffer, at: number, random: Random): number {
  return parts[Math.floor(random.fraction() ** power * parts.length)]!.copy(into, at);
}
