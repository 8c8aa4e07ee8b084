/** The ANSI code pages of Windows that are known here, with their names in the Encoding Standard, whose tables are those of Windows. */
const names: Readonly<Record<number, string>> = {
  874: 'windows-874',
  932: 'shift_jis',
  936: 'gbk',
  949: 'euc-kr',
  950: 'big5',
  1250: 'windows-1250',
  1251: 'windows-1251',
  1252: 'windows-1252',
  1253: 'windows-1253',
  1254: 'windows-1254',
  1255: 'windows-1255',
  1256: 'windows-1256',
  1257: 'windows-1257',
  1258: 'windows-1258',
};

/** That of Western Windows. */
export const defaultCodePage = 1252;

/** The numbers of the ANSI code pages that are known. */
export const codePages: readonly number[] = Object.keys(names).map(Number);

/** Of a code page that is not known, what is not ASCII becomes U+FFFD. */
export function decodeAnsi(bytes: Uint8Array, codePage: number): string {
  const name = names[codePage];
  if (name !== undefined) {
    const text = new TextDecoder(name, { ignoreBOM: true }).decode(bytes);
    return codePage === 932 ? text.replace(/[\x1a\x1c\x7f]/g, unit => rotated[unit]!) : text;
  }
  return Buffer.from(bytes)
    .toString('latin1')
    .replace(/[\x80-\xff]/g, '\ufffd');
}

/** Node (ICU) reads these three bytes of Shift JIS as IBM's computers did, each as another one of them. */
const rotated: Readonly<Record<string, string>> = { '\x1a': '\x7f', '\x1c': '\x1a', '\x7f': '\x1c' };

/**
 * The bytes of `text`; undefined when the code page has no such characters. Nothing similar is taken instead. Of code pages with
 * more than one byte a character, and of those that are not known, only ASCII is written: their tables differ in details.
 */
export function encodeAnsi(text: string, codePage: number): Buffer | undefined {
  const bytes = Buffer.alloc(text.length);
  const table = tableOf(codePage);
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    const byte = unit < 0x80 ? unit : table.get(unit);
    if (byte === undefined) return undefined;
    bytes[index] = byte;
  }
  return bytes;
}

const tables = new Map<number, ReadonlyMap<number, number>>();

/** By UTF-16 code unit: the byte. */
function tableOf(codePage: number): ReadonlyMap<number, number> {
  let table = tables.get(codePage);
  if (table === undefined) {
    table = makeTable(codePage);
    tables.set(codePage, table);
  }
  return table;
}

function makeTable(codePage: number): ReadonlyMap<number, number> {
  const table = new Map<number, number>();
  if (!names[codePage]?.startsWith('windows-')) return table;
  for (let byte = 0x80; byte < 0x100; byte++) {
    const unit = decodeAnsi(new Uint8Array([byte]), codePage).charCodeAt(0);
    if (unit !== 0xfffd) table.set(unit, byte);
  }
  return table;
}
