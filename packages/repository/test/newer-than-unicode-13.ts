/** Characters that Unicode 14.0 and 15.0 added; restic 0.14 was built when 13.0 was known. */
const added = [
  String.raw`\u{61d}\u{870}-\u{88e}\u{898}-\u{89f}\u{8b5}\u{8c8}-\u{8d2}\u{c3c}\u{c5d}\u{cdd}\u{cf3}\u{ece}\u{170d}`,
  String.raw`\u{1715}\u{171f}\u{180f}\u{1ac1}-\u{1ace}\u{1b4c}\u{1b7d}-\u{1b7e}\u{1dfa}\u{20c0}\u{2c2f}\u{2c5f}`,
  String.raw`\u{2e53}-\u{2e5d}\u{9ffd}-\u{9fff}\u{a7c0}-\u{a7c1}\u{a7d0}-\u{a7d1}\u{a7d3}\u{a7d5}-\u{a7d9}`,
  String.raw`\u{a7f2}-\u{a7f4}\u{fbc2}\u{fd40}-\u{fd4f}\u{fdcf}\u{fdfe}-\u{fdff}\u{10570}-\u{1057a}\u{1057c}-\u{1058a}`,
  String.raw`\u{1058c}-\u{10592}\u{10594}-\u{10595}\u{10597}-\u{105a1}\u{105a3}-\u{105b1}\u{105b3}-\u{105b9}`,
  String.raw`\u{105bb}-\u{105bc}\u{10780}-\u{10785}\u{10787}-\u{107b0}\u{107b2}-\u{107ba}\u{10efd}-\u{10eff}`,
  String.raw`\u{10f70}-\u{10f89}\u{11070}-\u{11075}\u{110c2}\u{1123f}-\u{11241}\u{116b9}\u{11740}-\u{11746}`,
  String.raw`\u{11ab0}-\u{11abf}\u{11b00}-\u{11b09}\u{11f00}-\u{11f10}\u{11f12}-\u{11f3a}\u{11f3e}-\u{11f59}`,
  String.raw`\u{12f90}-\u{12ff2}\u{1342f}\u{13440}-\u{13455}\u{16a70}-\u{16abe}\u{16ac0}-\u{16ac9}\u{1aff0}-\u{1aff3}`,
  String.raw`\u{1aff5}-\u{1affb}\u{1affd}-\u{1affe}\u{1b11f}-\u{1b122}\u{1b132}\u{1b155}\u{1cf00}-\u{1cf2d}`,
  String.raw`\u{1cf30}-\u{1cf46}\u{1cf50}-\u{1cfc3}\u{1d1e9}-\u{1d1ea}\u{1d2c0}-\u{1d2d3}\u{1df00}-\u{1df1e}`,
  String.raw`\u{1df25}-\u{1df2a}\u{1e030}-\u{1e06d}\u{1e08f}\u{1e290}-\u{1e2ae}\u{1e4d0}-\u{1e4f9}\u{1e7e0}-\u{1e7e6}`,
  String.raw`\u{1e7e8}-\u{1e7eb}\u{1e7ed}-\u{1e7ee}\u{1e7f0}-\u{1e7fe}\u{1f6dc}-\u{1f6df}\u{1f774}-\u{1f776}`,
  String.raw`\u{1f77b}-\u{1f77f}\u{1f7d9}\u{1f7f0}\u{1f979}\u{1f9cc}\u{1fa75}-\u{1fa77}\u{1fa7b}-\u{1fa7c}`,
  String.raw`\u{1fa87}-\u{1fa88}\u{1faa9}-\u{1faaf}\u{1fab7}-\u{1fabd}\u{1fabf}\u{1fac3}-\u{1fac5}\u{1face}-\u{1facf}`,
  String.raw`\u{1fad7}-\u{1fadb}\u{1fae0}-\u{1fae8}\u{1faf0}-\u{1faf8}\u{2a6de}-\u{2a6df}\u{2b735}-\u{2b739}`,
  String.raw`\u{31350}-\u{323af}`,
].join('');

export const newerThanUnicode13 = new RegExp(`[${added}]`, 'u');
