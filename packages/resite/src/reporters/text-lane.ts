/** In front of what belongs to the step above it. */
export const indent = '         ';

/** With the site in front where the procedure is about several. */
export const inLane = ({ lane }: { lane?: string }, text: string) => (lane === undefined ? text : `${lane}: ${text}`);
