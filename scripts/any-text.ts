import fc from 'fast-check';

/**
 * Text of any code points, halves of surrogate pairs among them: `fc.string({ unit: 'binary' })` without the table of all
 * Unicode, which takes each process two seconds to make.
 */
export function anyText({ minLength = 0, maxLength = 20 } = {}): fc.Arbitrary<string> {
  return fc
    .array(fc.integer({ min: 0, max: 0x10ffff }), { minLength, maxLength })
    .map(codes => String.fromCodePoint(...codes));
}
