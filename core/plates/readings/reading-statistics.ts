import type { Connection, QueryFilter } from 'mongoose';
import type { Clock } from '../../clock.ts';
import { countries } from '../../countries/index.ts';
import type { Page, PageQuery } from '../../database/index.ts';
import { countryCodes } from '../../dialog/types.ts';
import type { Channel, CountryCode } from '../../dialog/types.ts';
import { plateReadingModel } from './plate-reading.model.ts';
import type { PlateReadingRecord } from './plate-reading.model.ts';

/** How right the readings of one week in one country were, with one model. */
export interface ReadingFigures {
  /** ISO week in the country's own time, `2026-W47`. */
  readonly week: string;
  readonly country: CountryCode;
  readonly model: string;
  readonly readings: number;
  readonly sure: number;
  readonly unsure: number;
  readonly none: number;
  /** Readings of which somebody gave the plate, after a guess was shown. */
  readonly answered: number;
  /** The plate was the first, second, third guess. */
  readonly first: number;
  readonly second: number;
  readonly third: number;
  /** It was typed. */
  readonly typed: number;
  /** Called sure, and the plate was another one. */
  readonly sureAndWrong: number;
  readonly replaced: number;
  readonly abandoned: number;
  /** Signs of first guesses that were wrong, in all. */
  readonly wrongSigns: number;
  /** Share of the answered whose first guess was right, to three places; absent where nobody answered. */
  readonly accuracy?: number;
  readonly meanMilliseconds: number;
}

export interface ReadingsWanted {
  readonly country?: CountryCode;
  readonly channel?: Channel;
  readonly after?: Date;
  readonly before?: Date;
}

export interface ReadingStatistics {
  /** The newest weeks first; without `after` the last half year. */
  page(wanted: ReadingsWanted, query: PageQuery): Promise<Page<ReadingFigures>>;
  /** All weeks, countries and models together. */
  inAll(wanted: ReadingsWanted): Promise<Pick<ReadingFigures, 'readings' | 'answered' | 'first'>>;
}

const weeksBack = 26;
const weekMs = 7 * 86_400_000;

const when = (condition: object) => ({ $sum: { $cond: [condition, 1, 0] } });
const is = (field: string, value: unknown) => when({ $eq: [`$${field}`, value] });

/** Weeks are those of the country where the plate is from. */
const zones = {
  $switch: {
    branches: countryCodes.map((code) => ({ case: { $eq: ['$country', code] }, then: countries[code].timeZone })),
    default: 'UTC',
  },
};

const figures = {
  readings: { $sum: 1 },
  sure: is('verdict', 'sure'),
  unsure: is('verdict', 'unsure'),
  none: is('verdict', 'none'),
  answered: when({ $ne: [{ $type: '$wrongSigns' }, 'missing'] }),
  first: is('place', 1),
  second: is('place', 2),
  third: is('place', 3),
  typed: is('outcome', 'typed'),
  sureAndWrong: when({ $and: [{ $eq: ['$verdict', 'sure'] }, { $gt: ['$wrongSigns', 0] }] }),
  replaced: is('outcome', 'replaced'),
  abandoned: is('outcome', 'abandoned'),
  wrongSigns: { $sum: '$wrongSigns' },
  meanMilliseconds: { $avg: '$milliseconds' },
};

type Row = Omit<ReadingFigures, 'week' | 'country' | 'model' | 'accuracy'> & {
  readonly _id: Pick<ReadingFigures, 'week' | 'country' | 'model'>;
};

const toFigures = ({ _id, meanMilliseconds, ...rest }: Row): ReadingFigures => ({
  ..._id,
  ...rest,
  ...(rest.answered > 0 ? { accuracy: Math.round((rest.first / rest.answered) * 1_000) / 1_000 } : {}),
  meanMilliseconds: Math.round(meanMilliseconds),
});

/** How well plates are read in the field, for those who have to know. Nobody's reading can be told from it. */
export function createReadingStatistics({
  connection,
  clock,
}: {
  readonly connection: Connection;
  readonly clock: Clock;
}): ReadingStatistics {
  const readings = plateReadingModel(connection);

  const toFilter = ({ country, channel, after, before }: ReadingsWanted): QueryFilter<PlateReadingRecord> => ({
    at: {
      $gte: after ?? new Date((before ?? clock()).getTime() - weeksBack * weekMs),
      ...(before ? { $lt: before } : {}),
    },
    ...(country ? { country } : {}),
    ...(channel ? { channel } : {}),
  });

  return {
    async page(wanted, { skip, limit, sort = '-week' }) {
      const week = { $dateToString: { date: '$at', format: '%G-W%V', timezone: zones } };
      const rows = await readings.aggregate<Row>([
        { $match: toFilter(wanted) },
        { $group: { _id: { week, country: '$country', model: '$model' }, ...figures } },
        { $sort: { '_id.week': sort.startsWith('-') ? -1 : 1, '_id.country': 1, '_id.model': 1 } },
      ]);
      return { items: rows.slice(skip, skip + limit).map(toFigures), total: rows.length };
    },

    async inAll(wanted) {
      const [sum] = await readings.aggregate<Pick<ReadingFigures, 'readings' | 'answered' | 'first'>>([
        { $match: toFilter(wanted) },
        { $group: { _id: null, readings: figures.readings, answered: figures.answered, first: figures.first } },
        { $project: { _id: 0 } },
      ]);
      return sum ?? { readings: 0, answered: 0, first: 0 };
    },
  };
}
