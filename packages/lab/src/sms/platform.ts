import { ResiteError } from '@resite/errors';
import { sameName, upcase } from '@resite/registry/names';
import { recordsOf, type SiteControlFile } from '@resite/site/site-control-file';

/** How SYSTEM.MAP of SMS 1.2 names each platform and its units of software, and the words that stand for it (Resource Guide, "SYSTEM.MAP"). */
export const platforms = {
  X86: { called: 'INTEL X86', unit: 'INTEL', words: ['386', '486', 'PENTIUM', 'X86'] },
  ALPHA: { called: 'DEC ALPHA', unit: 'ALPHA', words: ['ALPHA', 'DEC', 'DIGITAL'] },
  MIPS: { called: 'MIPS R4000', unit: 'MIPS', words: ['R4000', 'R4400', 'MIPS', 'RPC 44', 'ARCSBIOS'] },
} as const;

/** As Windows NT names it in `PROCESSOR_ARCHITECTURE`, and SMS in the names of its folders. */
export type Platform = keyof typeof platforms;

/** `USAGE` for one that SMS does not run on. */
export function knownPlatform(name: string): Platform {
  if (Object.hasOwn(platforms, name)) return name as Platform;
  throw new ResiteError('USAGE', `there is no SMS for the platform ${name}`, {
    hint: `Give one of ${Object.keys(platforms).join(', ')}.`,
  });
}

/** `X86.BIN`, where the programs for a platform lie. */
export const binFolder = (platform: Platform): string => `${platform}.BIN`;

/** That of a program, by its folder; Windows NT looks into the file. Undefined where the folder does not tell. */
export const platformOfProgram = (path: string): string | undefined =>
  Object.keys(platforms).find(platform => sameName(path.split('\\').at(-2) ?? '', `${platform}.BIN`));

/** Those of the clients of a site server of this platform: PCs, and the server itself. */
export const clientPlatforms = (platform: Platform): Platform[] => (platform === 'X86' ? ['X86'] : ['X86', platform]);

/**
 * The platform that a site control file names; undefined when it names none. That the property has the name of SYSTEM.MAP is
 * documented for X86 alone.
 */
export function platformOf(file: SiteControlFile): Platform | undefined {
  const named = recordsOf(file, 'property').find(({ name }) => sameName(name, 'Site Server Platform'))?.string1;
  const found = Object.entries(platforms).find(([, { words }]) =>
    words.some(word => upcase(named ?? '').includes(word)),
  );
  return found?.[0] as Platform | undefined;
}
