import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isResiteError } from '@resite/errors';
import fc from 'fast-check';
import { sampled } from '../../../scripts/sample.ts';
import { defaultSecurityDescriptor, sddlToSecurityDescriptor, securityDescriptorToSddl } from '../src/index.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const bytes = (text: string) => new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'));

/** Taken apart by hand after [MS-DTYP] 2.4.6; the first is what Windows gives keys below HKLM\SAM. */
for (const [sddl, parts] of [
  [
    'O:BAG:SYD:PAI(A;;KA;;;SY)S:AI',
    [
      '01 00 149c 38000000 48000000 14000000 1c000000', // header
      '02 00 0800 0000 0000', // SACL, empty
      '02 00 1c00 0100 0000', // DACL
      '00 00 1400 3f000f00 010100000000000512000000',
      '01020000000000052000000020020000', // BA
      '010100000000000512000000', // SY
    ],
  ],
  ['', ['01 00 0080 00000000 00000000 00000000 00000000']],
  ['O:SY', ['01 00 0080 14000000 00000000 00000000 00000000', '010100000000000512000000']],
  ['D:NO_ACCESS_CONTROL', ['01 00 0480 00000000 00000000 00000000 00000000']],
  ['D:', ['01 00 0480 00000000 00000000 00000000 14000000', '02 00 0800 0000 0000']],
  [
    'D:(OA;CI;RPWP;bf967aba-0de6-11d0-a285-00aa003049e2;;WD)',
    [
      '01 00 0480 00000000 00000000 00000000 14000000',
      '04 00 3000 0100 0000',
      '05 02 2800 30000000 01000000 ba7a96bfe60dd011a28500aa003049e2 010100000000000100000000',
    ],
  ],
] as const) {
  test(`${sddl || 'nothing'} means the right bytes, and these the text`, () => {
    assert.equal(hex(sddlToSecurityDescriptor(sddl)), hex(bytes(parts.join(''))));
    assert.equal(securityDescriptorToSddl(sddlToSecurityDescriptor(sddl)), sddl);
  });
}

test('the default descriptor of keys, and back to the same bytes', () => {
  const sddl = securityDescriptorToSddl(defaultSecurityDescriptor);
  assert.equal(sddl, 'O:BAG:SYD:(A;CI;KR;;;WD)(A;CI;KA;;;CO)(A;CI;KA;;;SY)(A;CI;KA;;;BA)');
  assert.deepEqual(sddlToSecurityDescriptor(sddl), defaultSecurityDescriptor);
});

/** What is written; undefined when it is as given. */
for (const [sddl, written] of [
  ['O:S-1-5-21-1-2-3-513D:', undefined],
  ['O:S-1-0x123456789abcD:P', undefined],
  ['D:ARAI(A;OICINPIOID;KR;;;SY)', undefined],
  ['S:PARAI(AU;SAFA;GA;;;WD)(AL;CR;GR;;;WD)', undefined],
  [
    'S:(ML;;NWNR;;;LW)(ML;;NX;;;HI)(SP;;;;;S-1-17-1)(TL;;0x20;;;S-1-19-512-4096)',
    'S:(ML;;NWNR;;;LW)(ML;;NX;;;HI)(SP;;;;;S-1-17-1)(TL;;WP;;;S-1-19-512-4096)',
  ],
  ['D:(D;;KW;;;AN)(A;;FA;;;BU)(A;;FRFW;;;BG)(A;;FX;;;PU)', 'D:(D;;KW;;;AN)(A;;FA;;;BU)(A;;0x12019f;;;BG)(A;;FX;;;PU)'],
  ['D:(A;;KX;;;RD)', 'D:(A;;KR;;;RD)'],
  ['D:(A;;CCDCLCSWRPWPDTLOCRSDRCWDWOGAGXGWGR;;;SY)', undefined],
  ['D:(A;;0x1000001;;;SY)', undefined],
  ['D:(A;;0;;;SY)', 'D:(A;;;;;SY)'],
  ['D:(A;;16;;;SY)(A;;020;;;SY)(A;;0x10;;;SY)', 'D:(A;;RP;;;SY)(A;;RP;;;SY)(A;;RP;;;SY)'],
  [
    'D:(OD;;CR;;bf967aba-0de6-11d0-a285-00aa003049e2;S-1-5-32-544)',
    'D:(OD;;CR;;bf967aba-0de6-11d0-a285-00aa003049e2;BA)',
  ],
  [
    'S:(OU;FA;RP;bf967aba-0de6-11d0-a285-00aa003049e2;BF967ABA-0DE6-11D0-A285-00AA003049E2;WD)(OL;;RP;;;WD)',
    'S:(OU;FA;RP;bf967aba-0de6-11d0-a285-00aa003049e2;bf967aba-0de6-11d0-a285-00aa003049e2;WD)(OL;;RP;;;WD)',
  ],
  ['S:D:G:SYO:BA', 'O:BAG:SYD:S:'],
  ['D:PNO_ACCESS_CONTROLS:NO_ACCESS_CONTROL', undefined],
  ['O:S-1-5G:S-1-5-4294967295', undefined],
] as [string, string | undefined][]) {
  test(`${sddl} is read and written`, () => {
    const text = securityDescriptorToSddl(sddlToSecurityDescriptor(sddl));
    assert.equal(text, written ?? sddl);
    assert.equal(securityDescriptorToSddl(sddlToSecurityDescriptor(text)), text);
  });
}

test('accounts of a domain need the domain, and are written as SIDs', () => {
  const domain = 'S-1-5-21-1-2-3';
  const text = (sddl: string) => securityDescriptorToSddl(sddlToSecurityDescriptor(sddl, { domain }));
  assert.equal(text('O:DAG:DUD:(A;;KA;;;LA)'), `O:${domain}-512G:${domain}-513D:(A;;KA;;;${domain}-500)`);
  assert.throws(() => sddlToSecurityDescriptor('O:DA'), {
    code: 'SDDL_INVALID',
    message: 'character 3 of the security descriptor: DA is an account of a domain, and which domain is not said',
  });
});

for (const [sddl, position, problem] of [
  ['X:', 1, /O:, G:, D: or S: is needed here/],
  ['O:BAO:BA', 5, /O: is there twice/],
  ['O:', 3, /a SID, such as S-1-5-18 or SY, is needed here/],
  ['O:ZZ', 3, /ZZ is no SID/],
  ['O:S-1-5-4294967296', 3, /is no SID/],
  ['O:S-1-1-2-3-4-5-6-7-8-9-10-11-12-13-14-15-16-17', 3, /is no SID/],
  ['D:(B;;;;;SY)', 4, /the type of an entry is needed here/],
  ['D:(XA;;KA;;;WD;(@User.a==1))', 4, /the type of an entry is needed here/],
  ['D:(A;XX;;;;SY)', 6, /XX is not a known flag/],
  ['D:(A;;KAX;;;SY)', 9, /; is needed here/],
  ['D:(A;;ZZ;;;SY)', 7, /ZZ is not a known right/],
  ['D:(A;;NW;;;SY)', 7, /NW is not a known right/],
  ['D:(A;;0x100000000;;;SY)', 7, /has more than 32 bits/],
  ['D:(A;;KA;bf967aba-0de6-11d0-a285-00aa003049e2;;SY)', 10, /only entries for objects/],
  ['D:(OA;;KA;bf967aba;;SY)', 11, /bf967aba is no GUID/],
  ['D:(A;;KA;;;SY', 14, /\) is needed here/],
  ['D:(A;;KA;;SY)', 11, /; is needed here/],
  [`D:${'(A;;KA;;;SY)'.repeat(4000)}`, 3, /the list is longer than 64 KB/],
] as const) {
  test(`${sddl.slice(0, 60)} is refused with its position`, () => {
    assert.throws(
      () => sddlToSecurityDescriptor(sddl),
      (error: unknown) => {
        assert.ok(isResiteError(error, 'SDDL_INVALID'));
        assert.match(error.message, new RegExp(`^character ${position} of the security descriptor: `));
        assert.match(error.message, problem);
        return true;
      },
    );
  });
}

const sample = Buffer.from(
  sddlToSecurityDescriptor(
    'O:BAG:SYD:(A;CI;KA;;;BA)(OA;;RP;bf967aba-0de6-11d0-a285-00aa003049e2;;WD)S:(AU;SA;KA;;;WD)',
  ),
);
for (const [what, change, message] of [
  ['an end within the header', (copy: Buffer) => copy.subarray(0, 19), /at byte 19: it ends within its header/],
  ['another revision', (copy: Buffer) => copy.fill(2, 0, 1), /at byte 0: its revision is 2/],
  ['absolute form', (copy: Buffer) => copy.fill(0, 3, 4), /at byte 2: it is not self-relative/],
  ['an owner elsewhere', (copy: Buffer) => copy.fill(0xff, 4, 8), /a SID should be there, but the space ends/],
  [
    'an end within the group',
    (copy: Buffer) => copy.subarray(0, copy.length - 1),
    /the SID there has 1 parts, but the space ends/,
  ],
  ['a list elsewhere', (copy: Buffer) => copy.fill(0xff, 16, 20), /an access list should be there/],
  [
    'a list that is too long',
    (copy: Buffer) => copy.fill(0xff, copy.readUInt32LE(16) + 2, copy.readUInt32LE(16) + 4),
    /the size of the list is wrong/,
  ],
  [
    'more entries than there are',
    (copy: Buffer) => copy.fill(9, copy.readUInt32LE(16) + 4, copy.readUInt32LE(16) + 5),
    /the list there ends before its entries do|the size of the entry is wrong/,
  ],
  [
    'an entry without size',
    (copy: Buffer) => copy.fill(0, copy.readUInt32LE(16) + 10, copy.readUInt32LE(16) + 12),
    /the size of the entry is wrong/,
  ],
  [
    'a condition',
    (copy: Buffer) => copy.fill(9, copy.readUInt32LE(16) + 8, copy.readUInt32LE(16) + 9),
    /entries of type 9 are not known/,
  ],
] as [string, (copy: Buffer) => Buffer, RegExp][]) {
  test(`a damaged descriptor is refused with its place: ${what}`, () => {
    assert.throws(() => securityDescriptorToSddl(change(Buffer.from(sample))), { code: 'SDDL_INVALID', message });
  });
}

test('any bytes and any text are read or refused', () => {
  const tolerate = (work: () => void) => {
    try {
      work();
    } catch (error) {
      if (!isResiteError(error, 'SDDL_INVALID')) throw error;
    }
  };
  const change = fc.tuple(fc.nat({ max: sample.length - 1 }), fc.nat({ max: 255 }));
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 5 }), changes => {
      const copy = Buffer.from(sample);
      for (const [place, value] of changes) copy[place] = value;
      tolerate(() => {
        const text = securityDescriptorToSddl(copy);
        assert.equal(securityDescriptorToSddl(sddlToSecurityDescriptor(text)), text);
      });
    }),
    { numRuns: sampled(600, 20_000) },
  );
  const piece = fc.constantFrom(
    'O:',
    'G:',
    'D:',
    'S:',
    'BA',
    'S-1-5-18',
    '(',
    ')',
    ';',
    'A',
    'OA',
    'CI',
    'KA',
    '0x1',
    'P',
    'AI',
    '7',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), pieces =>
      tolerate(() => sddlToSecurityDescriptor(pieces.join(''))),
    ),
    { numRuns: sampled(600, 20_000) },
  );
});
