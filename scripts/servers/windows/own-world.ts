/**
 * Whoever runs Wine gets a root directory of its own, in which only /tmp and /run/user differ from those of others: Wine keeps its sockets there, by
 * inode numbers, so nobody meets and nothing is left behind. Symbolic links in it make paths of the computer those of the drive C.
 */
export const ownWorldFlags = ['--mount', '--mount-proc', '--uts'];

/** The folder of the computer, for what runs on it. */
export const computerFolder = '/computer';
/** What other computers keep, by their names. */
export const networkFolder = '/network';

const ownRoot = `
mount -t tmpfs none /mnt
for entry in /*; do
  case $entry in /mnt | /tmp | ${computerFolder} | ${networkFolder}) continue ;; esac
  if [ -h "$entry" ] || [ ! -d "$entry" ]; then cp -P "$entry" "/mnt$entry"
  else
    mkdir "/mnt$entry"
    mount --rbind "$entry" "/mnt$entry"
  fi
done
mkdir -p /mnt/mnt /mnt/tmp "/mnt$folder"
ln -s "$folder" /mnt${computerFolder}
[ ! -d /run/user ] || mount -t tmpfs none /mnt/run/user
mount --bind "$folder" "/mnt$folder"
if [ -n "$network" ]; then
  mkdir /mnt${networkFolder}
  mount --rbind "$network" /mnt${networkFolder}
fi
cd /mnt
/sbin/pivot_root . mnt
umount --lazy /mnt
cd "$folder"
`;

/**
 * A shell script for namespaces with these flags. The folder is for it where it is for others. The script finds it in `$folder`, and the other
 * arguments in `$1` and so on.
 */
export function inOwnWorld(
  { folder, network = '' }: { readonly folder: string; readonly network?: string | undefined },
  script: string,
  args: readonly string[] = [],
): string[] {
  return ['sh', '-euc', `folder=$1 network=$2; shift 2\n${ownRoot}${script}`, 'sh', folder, network, ...args];
}
