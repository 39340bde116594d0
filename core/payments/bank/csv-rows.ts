import { parse } from 'csv-parse/sync';

/** One record of a file, with the number of the line on which it ends. */
export interface CsvRow {
  readonly line: number;
  /** Undefined when this line cannot be taken apart. */
  readonly cells: readonly string[] | undefined;
}

interface Parsed {
  readonly record: string[];
  readonly info: { readonly lines: number };
}

const take = (text: string, delimiter: string): Parsed[] =>
  parse(text, {
    delimiter,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
  }) as unknown as Parsed[];

function takeLine(text: string, line: number, delimiter: string): CsvRow[] {
  try {
    return take(text, delimiter).map(({ record }) => ({ line, cells: record }));
  } catch {
    return [{ line, cells: undefined }];
  }
}

/**
 * The records of a CSV file below its first `skip` lines. A quote that is never closed would swallow what follows: where
 * the file does not hold together as a whole, each line is read for itself, and only the broken ones are lost.
 */
export function readCsv(text: string, { delimiter, skip }: { delimiter: string; skip: number }): CsvRow[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  const rest = lines.slice(skip);
  try {
    const parsed = take(rest.join('\n'), delimiter);
    const width = parsed[0]?.record.length;
    if (parsed.every(({ record }) => record.length === width))
      return parsed.map(({ record, info }) => ({ line: skip + info.lines, cells: record }));
  } catch {
    // Line by line, below.
  }
  return rest.flatMap((each, index) => takeLine(each, skip + index + 1, delimiter));
}
