export const andMore = ({ length }: readonly unknown[]) => (length > 1 ? ` and ${length - 1} more` : '');
