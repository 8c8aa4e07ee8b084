/** The largest room that RRP_UNICODE_STRING can ask for, in characters. */
export const mostCharacters = 0x7fff;
/** Windows allows keys 255 characters, and a closing NUL comes with them. */
export const keyNameRoom = 256;
/** The range of lpData in [MS-RRP] 6. */
export const mostData = 0x0400_0000;
