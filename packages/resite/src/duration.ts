/** Seconds of a duration such as `90s`, `3m`, `1h30m`; undefined when the text is none, or is zero. */
export function parseDuration(text: string): number | undefined {
  const [matched, hours = 0, minutes = 0, seconds = 0] =
    /^(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,6})s)?$/.exec(text) ?? [];
  const total = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return matched === undefined || total === 0 ? undefined : total;
}

export const durationForm = 'a duration such as 90s, 3m or 1h30m';
