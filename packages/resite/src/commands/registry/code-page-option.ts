import { InvalidArgumentError, Option } from 'commander';

/** The ANSI code pages of Windows that the registry library knows; the library itself is loaded later. */
const codePages = [874, 932, 936, 949, 950, 1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257, 1258];

/** The text of REGEDIT4 files is in the ANSI code page of the Windows that they come from or go to. */
export function codePageOption(description: string): Option {
  return new Option('--code-page <number>', description).default(1252).argParser(parseCodePage);
}

function parseCodePage(text: string): number {
  const known = codePages.find(codePage => String(codePage) === text);
  if (known === undefined) throw new InvalidArgumentError(`It must be one of ${codePages.join(', ')}.`);
  return known;
}
