/** As every page and table has times: `2026-11-22 15:24:04 UTC`. */
export const formatTime = (time: Date): string => `${time.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
