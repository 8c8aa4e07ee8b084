import { visible, visibleLines } from '@resite/errors/visible';

export { formatBytes, formatSeconds, plural } from '@resite/errors';
/** Text from outside without what could steer a terminal: line ends stay in the first, and are escaped in the second. */
export { visible as printableName, visibleLines as printable };

/** Rows in columns of equal width; the last column is as long as it is. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map(row => row[column]?.length ?? 0)));
  return rows.map(row =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
