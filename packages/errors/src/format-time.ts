/**
 * A time for people: `2026-11-22 15:24:04 UTC`; in columns, which have no room for the zone, to the `second` or the `minute`.
 * Programs get RFC 3339; text is a time in it.
 */
export function formatTime(time: Date | string, column?: 'second' | 'minute'): string {
  const text = typeof time === 'string' ? time : time.toISOString();
  const shown = text.slice(0, column === 'minute' ? 16 : 19).replace('T', ' ');
  return column === undefined ? `${shown} UTC` : shown;
}
