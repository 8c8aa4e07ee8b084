/** `692`, `786` (Q137988). What is no number is not compared. */
export const isBuild = (text: string | undefined): text is string => text !== undefined && /^[1-9]\d{0,5}$/.test(text);
