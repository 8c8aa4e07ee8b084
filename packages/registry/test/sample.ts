import {
  binaryValue,
  createKey,
  dwordValue,
  ensureKey,
  expandStringValue,
  multiStringValue,
  type RegistryKey,
  setValue,
  stringValue,
  valueType,
} from '../src/index.ts';

const lastWrite = 125911584000000000n;

/** A key with every kind of value, in the order of their names; `fixtures/reg-export.reg` has the same content. */
export function sampleKey(): RegistryKey {
  const key = createKey('SMS', { lastWrite });
  key.values = [
    stringValue('', 'the default'),
    binaryValue('Bytes 0', counting(0)),
    binaryValue('Bytes 19', counting(19)),
    binaryValue('Bytes 20', counting(20)),
    binaryValue('Bytes 21', counting(21)),
    binaryValue('Bytes 45', counting(45)),
    binaryValue('Bytes 46', counting(46)),
    binaryValue('Bytes 47', counting(47)),
    dwordValue('Dword', 0xdeadbeef),
    { name: 'DwordBigEndian', type: valueType.dwordBigEndian, data: new Uint8Array([1, 2, 3, 4]) },
    stringValue('Empty', ''),
    expandStringValue('Expand', '%SystemRoot%\\SYSTEM32'),
    binaryValue('Long name, long name, long name, long name, long name, long name, long name, long name', counting(30)),
    multiStringValue('Multi', ['one', 'two']),
    multiStringValue('MultiEmpty', []),
    { name: 'None', type: valueType.none, data: counting(3) },
    { name: 'Odd type', type: 0x20, data: counting(5) },
    stringValue('Quote " and \\ backslash', 'a "quoted" C:\\SMS\\'),
    { name: 'Qword', type: valueType.qword, data: counting(8) },
    { name: 'Resources', type: valueType.resourceList, data: counting(60) },
    stringValue('Ünïcode', 'größe € 漢字 𐐷'),
  ];
  ensureKey(key, 'Components\\SMS [brackets]', { lastWrite });
  setValue(ensureKey(key, 'Ключ', { lastWrite }), dwordValue('n', 0));
  return key;
}

export function counting(length: number): Uint8Array {
  return new Uint8Array(length).map((_, index) => index);
}
