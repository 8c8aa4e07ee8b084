import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const packages = join(import.meta.dirname, '..', '..', '..', 'packages');

/** An example of a README, and what it prints when the README says so. */
export interface Example {
  readonly code: string;
  readonly prints?: string;
}

/**
 * The examples of the READMEs, by package. What they print is in the next block without a language, or in comments that begin
 * with an arrow.
 */
export function readmeExamples(): Map<string, Example[]> {
  return new Map(
    globSync('*/README.md', { cwd: packages })
      .sort()
      .map(page => [dirname(page), examplesIn(readFileSync(join(packages, page), 'utf8'))] as const)
      .filter(([, examples]) => examples.length > 0),
  );
}

function examplesIn(page: string): Example[] {
  return [...page.matchAll(/^```ts\n(.*?)^```\n(?:[^`#]*^```\n(.*?)^```\n)?/gms)].map(([, code = '', block]) => {
    const comments = [...code.matchAll(/^\s*\/\/ → (.*)$/gm)].map(match => `${match[1]}\n`).join('');
    const prints = block ?? comments;
    return prints === '' ? { code } : { code, prints };
  });
}
