import { ArgumentInvalid } from '../ndr/argument-invalid.ts';

/** lpDependencies ([MS-SCMR] 3.1.4.12): each name closed by a NUL, and a NUL after the last one. Undefined stays so. */
export function encodeDependencies(names: readonly string[] | undefined): Uint8Array | undefined {
  if (names === undefined) return undefined;
  const wrong = names.find(name => name === '' || /[\0/\\]/.test(name));
  if (wrong !== undefined) throw new ArgumentInvalid(`no service can have the name '${wrong.replaceAll('\0', '\\0')}'`);
  return Buffer.from(`${names.map(name => `${name}\0`).join('')}\0`, 'utf16le');
}
