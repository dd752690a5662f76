// The colours of data, which the style sheet has for light and for dark.

export const COLOURS = [1, 2, 3, 4, 5, 6].map((number) => `var(--series-${number})`);
