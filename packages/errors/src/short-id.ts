/** The first characters of an ID of a repository, which tell it from others and can be typed in its place. */
export const shortId = (id: string): string => id.slice(0, 8);
