/** A duration for people: `2.4 s`, `3 min 20 s`, `1 h 0 min 5 s`. Programs get seconds. */
export function formatSeconds(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return `${parts[0] ? `${parts[0]} h ` : ''}${parts[1]} min ${parts[2]} s`;
}
