import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What smbd runs when shares are made, changed and removed: each is a file, and one includes them all. */
const shareCommand = `#!/bin/sh
# CONFIGURATION NAME [PATH COMMENT ...]
set -eu
folder=\${1%/*} file=\${1%/*}/shares.d/$2
if [ -n "\${3:-}" ]; then
  printf '[%s]\\npath = %s\\ncomment = %s\\nread only = no\\nadmin users = root\\n' "$2" "$3" "\${4:-}" >"$file"
else
  rm "$file"
fi
cat "$folder/shares.d/"* >"$folder/shares.new" 2>/dev/null || true
mv "$folder/shares.new" "$folder/shares"
`;

/** Lines of smbd's configuration with which shares can be made over the network; what they need is written into the folder. */
export function shareLines(folder: string): string[] {
  const commandFile = join(folder, 'share-command');
  writeFileSync(commandFile, shareCommand);
  chmodSync(commandFile, 0o755);
  mkdirSync(join(folder, 'shares.d'), { recursive: true });
  const shares = join(folder, 'shares');
  if (!existsSync(shares)) writeFileSync(shares, '');
  const commands = ['add', 'change', 'delete'].map(change => `${change} share command = ${commandFile}`);
  return [...commands, `include = ${shares}`];
}

/** Links for the root directory of the computer that make smbd find folders of its drives: `D:\\SMS_PKGD` as `/SMS_PKGD`. */
export function shareLinks(folder: string, folders: readonly string[]): string[] {
  return folders.flatMap(path => [join(folder, path[0]!, path.slice(3)), `/${path.slice(3)}`]);
}
