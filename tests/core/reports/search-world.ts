import type { Connection } from 'mongoose';
import { newId } from '../../../core/database/index.ts';
import type { Position } from '../../../core/geo/index.ts';
import { shownPosition, toPoint } from '../../../core/reports/blurring.ts';
import { reportModel, type ReportRecord } from '../../../core/reports/index.ts';
import { createRouting } from '../../../core/reports/routing.ts';
import { createReportSearch, createVocabulary, foundWords } from '../../../core/reports/search/index.ts';
import { createSeeing } from '../../../core/reports/seeing.ts';
import { reportAt } from '../../bench/reports/report-records.ts';
import { strictSpeak } from '../../support/talk.ts';

export function searchOn(connection: Connection) {
  const vocabulary = createVocabulary({ connection });
  const seeing = createSeeing({ connection, routing: createRouting({ connection }) });
  return { vocabulary, search: createReportSearch({ connection, vocabulary, seeing, speak: strictSpeak }) };
}

export type ReportWish = Partial<ReportRecord> & { readonly position?: Position };
let told = 0;

/** A report as it is stored; nothing but what is wished for finds it. */
export function aReport({ position, ...wish }: ReportWish): ReportRecord {
  const { location: _location, shown: _shown, street: _street, bodyId: _body, ...rest } = reportAt(7_000_000 + (told += 1));
  const report = { ...rest, _id: newId(), city: 'kinshasa.cd', category: 'pothole' as const, state: 'open' as const, hidden: false, words: '', ...wish };
  const shown = shownPosition({ ...report, ...(position && { position }) });
  return {
    ...report,
    ...(position && { location: toPoint(position) }),
    ...(shown && { shown: toPoint(shown) }),
    found: foundWords(report),
  };
} // prettier-ignore

/** Stores reports, with their words. */
export async function stored(connection: Connection, ...wishes: readonly ReportWish[]): Promise<ReportRecord[]> {
  const records = wishes.map(aReport);
  const { vocabulary } = searchOn(connection);
  await reportModel(connection).collection.insertMany(records as never);
  for (const record of records) await vocabulary.learn(record);
  return records;
}
