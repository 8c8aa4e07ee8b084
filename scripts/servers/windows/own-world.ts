/**
 * Wine keeps its sockets in /tmp or below /run/user, by inode numbers; whoever runs it gets both of their own, so that nobody meets there and
 * nothing is left behind.
 */
export const ownWorldFlags = ['--mount', '--mount-proc', '--uts'];

const ownTemporaryFolders = `
mount --bind "$folder" /mnt
mount -t tmpfs none /tmp
[ ! -d /run/user ] || mount -t tmpfs none /run/user
mkdir -p "$folder"
mount --move /mnt "$folder"
cd "$folder"
`;

/**
 * A shell script for namespaces with these flags. Only the folder is for it what it is for others, wherever it lies. The script finds it in
 * `$folder`, and the other arguments in `$1` and so on.
 */
export function inOwnWorld(folder: string, script: string, args: readonly string[] = []): string[] {
  return ['sh', '-euc', `folder=$1; shift\n${ownTemporaryFolders}${script}`, 'sh', folder, ...args];
}
