const units = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** A size for people, with three digits: `5.86 KiB`, `41.2 MiB`, `512 GiB`. Programs get bytes. */
export function formatBytes(bytes: number): string {
  if (Math.abs(bytes) < 1024) return `${bytes} B`;
  let value = bytes;
  let unit = -1;
  while (Math.abs(value) >= 999.5 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = Math.abs(value) < 9.995 ? 2 : Math.abs(value) < 99.95 ? 1 : 0;
  return `${value.toFixed(digits)} ${units[unit]}`;
}
