/** The line in bold, or as it is where bold would not hold (a line break or a mark in it). */
export const bold = (line: string): string => (/^[^\s*](?:[^\n*]*[^\s*])?$/u.test(line) ? `*${line}*` : line);
