import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify';
import type { Response } from 'express';

export const geoJson = 'application/geo+json';

/** The same, of which the first piece is there: what goes wrong before it can still be told as a problem. */
async function begun<T>(pieces: AsyncIterable<T>): Promise<AsyncIterable<T>> {
  const iterator = pieces[Symbol.asyncIterator]();
  const first = await iterator.next();
  return (async function* () {
    try {
      if (!first.done) yield first.value;
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
    } finally {
      // Whoever reads has gone away: so may the cursor.
      await iterator.return?.();
    }
  })();
}

function nameFile(path: string, response: Response): void {
  response.setHeader('Content-Disposition', `attachment; filename="${path.split('/').at(-1) ?? 'export'}"`);
}

/** Rows, the first one being the head. */
export async function sendCsv(
  path: string,
  response: Response,
  rows: AsyncIterable<readonly unknown[]>,
): Promise<void> {
  const all = await begun(rows);
  nameFile(path, response);
  response.type('text/csv; charset=utf-8');
  // Spreadsheets run cells that begin with = + - @ (OWASP, CSV injection).
  await pipeline(
    Readable.from(all),
    stringify({ escape_formulas: true, bom: true, cast: { date: (date) => date.toISOString(), boolean: String } }),
    response,
  );
}

/** Text, piece by piece. */
export async function sendGeoJson(path: string, response: Response, pieces: AsyncIterable<string>): Promise<void> {
  const all = await begun(pieces);
  nameFile(path, response);
  response.type(geoJson);
  await pipeline(Readable.from(all), response);
}
