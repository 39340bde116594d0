import { Readable } from 'node:stream';
import { parse } from 'csv-parse';

import { LisoloError } from '../../errors.ts';
import { readHead, requiredColumns, type ColumnName } from './columns.ts';
import type { RawRow } from './import.model.ts';
import { importLimits } from './import.states.ts';

export interface CsvFile {
  readonly encoding: 'utf-8' | 'windows-1252';
  readonly delimiter: string;
  readonly ignored: readonly string[];
  /** The rows below the head, one after the other. */
  rows(): AsyncGenerator<Omit<RawRow, 'sameAs'>>;
}

const invalid = (reason: string): LisoloError => new LisoloError('invalid_input', { reason });

/** UTF-8 where it can be; what spreadsheets in French save otherwise is Windows-1252. */
function decode(bytes: Uint8Array): { text: string; encoding: CsvFile['encoding'] } {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'utf-8' };
  } catch {
    return { text: new TextDecoder('windows-1252').decode(bytes), encoding: 'windows-1252' };
  }
}

const delimiters = [';', ',', '\t'] as const;
/** The one by which the head names most columns. */
function delimiterOf(head: string): string {
  const named = (delimiter: string): number =>
    readHead(head.split(delimiter).map((cell) => cell.replace(/^"|"$/g, ''))).places.filter((name) => name).length;
  return [...delimiters].sort((a, b) => named(b) - named(a))[0] ?? ';';
}

const piece = 64_000;
/** In pieces, so that a long file keeps nobody waiting. */
function* pieces(text: string): Generator<string> {
  for (let at = 0; at < text.length; at += piece) yield text.slice(at, at + piece);
}

interface Parsed {
  readonly record: string[];
  readonly info: { readonly lines: number };
}

/** Our own files guard what a spreadsheet would compute, such as a phone, with an apostrophe (OWASP, CSV injection). */
const unescaped = (cell: string): string => cell.replace(/^'(?=[=+\-@])/, '');

/** A row as long as the head, by column; one with cells too many or too few stands in no column for sure. */
function toRow(
  cells: readonly string[],
  line: number,
  places: readonly (ColumnName | undefined)[],
): Omit<RawRow, 'sameAs'> {
  if (cells.length < places.length || cells.slice(places.length).some((cell) => cell !== '')) return { line };
  const named = places.flatMap((name, at) => {
    const cell = unescaped(cells[at]?.trim() ?? '');
    // One sign too many is enough to refuse it.
    return name && cell !== '' ? [[name, cell.slice(0, importLimits.cell + 1)] as const] : [];
  });
  return { line, cells: Object.fromEntries(named) };
}

/** Opens a CSV file of vehicles. Throws `too_large`, `invalid_input` when it is none. */
export function openCsv(bytes: Uint8Array): CsvFile {
  if (bytes.length > importLimits.bytes) throw new LisoloError('too_large', { most: importLimits.bytes });
  const { text: whole, encoding } = decode(bytes);
  const text = whole.replace(/^\uFEFF/, '');
  if (text.includes('\0')) throw invalid('the file is no text');
  const head = /^[^\r\n]*/.exec(text)?.[0] ?? '';
  const delimiter = delimiterOf(head);
  const { places, ignored } = readHead(head.split(delimiter).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1')));
  const missing = requiredColumns.filter((name) => !places.includes(name));
  if (missing.length > 0) throw invalid(`the head of the file lacks ${missing.join(', ')}`);

  return {
    encoding,
    delimiter,
    ignored,
    async *rows() {
      const parser = parse({
        delimiter,
        info: true,
        from: 2,
        relax_column_count: true,
        relax_quotes: true,
        skip_empty_lines: true,
        trim: true,
        // A quote that is never closed would swallow all that follows.
        max_record_size: 20_000,
      });
      const source = Readable.from(pieces(text));
      source.on('error', (error) => parser.destroy(error));
      try {
        for await (const { record, info } of source.pipe(parser) as AsyncIterable<Parsed>) {
          if (record.every((cell) => cell === '')) continue;
          yield toRow(record, info.lines, places);
        }
      } catch (error) {
        const line = Number((error as { lines?: unknown } | null)?.lines);
        throw invalid(
          `the file cannot be taken apart${Number.isFinite(line) ? ` after line ${line}` : ''}: check its quotes`,
        );
      }
    },
  };
}
