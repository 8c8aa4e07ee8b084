/** Which period a snapshot falls into, by the calendar of the zone that its time was written in. */
export const periods = {
  minutely: (time: string) => time.slice(0, 16),
  hourly: (time: string) => time.slice(0, 13),
  daily: (time: string) => time.slice(0, 10),
  weekly: isoWeek,
  monthly: (time: string) => time.slice(0, 7),
  yearly: (time: string) => time.slice(0, 4),
} as const;

export type Period = keyof typeof periods;

const day = 86_400_000;

/** ISO 8601: weeks begin on Monday and belong to the year that holds their Thursday. */
function isoWeek(time: string): string {
  const date = new Date(`${time.slice(0, 10)}T00:00:00Z`);
  const thursday = new Date(date.getTime() + (3 - ((date.getUTCDay() + 6) % 7)) * day);
  const newYear = new Date(thursday);
  newYear.setUTCMonth(0, 1);
  const week = 1 + Math.floor((thursday.getTime() - newYear.getTime()) / (7 * day));
  return `${thursday.getUTCFullYear()}-W${week}`;
}
