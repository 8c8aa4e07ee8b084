import { bashScript } from './scripts/bash.ts';
import { fishScript } from './scripts/fish.ts';
import { powershellScript } from './scripts/powershell.ts';
import { zshScript } from './scripts/zsh.ts';
import type { Shell } from './shells.ts';

/** What each shell is to run, once, so that TAB completes command lines of `resite`. */
export const scripts: Readonly<Record<Shell, string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
  powershell: powershellScript,
};
