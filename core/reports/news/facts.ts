import type { Connection } from 'mongoose';
import { t, type Param, type Words } from '../../dialog/words.ts';
import { bodyModel, type BodyRecord } from '../body.model.ts';
import type { Report, ReportChange } from '../report.model.ts';
import { categoryName } from '../words.ts';

export type Facts = Record<string, Param>;

/** How news name a report: its number and its kind. */
export const aboutReport = ({ number, category }: Report): Facts => ({ number, what: categoryName(category) });

/** Who acts, by the name of the body. */
export async function bodyNameOf(
  connection: Connection,
  { bodyId }: Pick<Report, 'bodyId'>,
  change?: Pick<ReportChange, 'bodyId'>,
): Promise<Words> {
  const id = change?.bodyId ?? bodyId;
  const body = id === undefined ? null : await bodyModel(connection).findById(id, { name: 1 }).lean<BodyRecord>();
  return body?.name ?? t('reports:service');
}
