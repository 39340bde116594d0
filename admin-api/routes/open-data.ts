import { z } from 'zod';
import { countryCodes } from '../../core/dialog/types.ts';
import { citiesOf, cityOf } from '../../core/geo/index.ts';
import {
  categoryCodes, openDataLicence, reportStates, toGeoJson, type OpenReport, type ReportOpenData,
} from '../../core/reports/index.ts'; // prettier-ignore
import type { LoginLimit } from '../auth.ts';
import { invalid } from '../errors.ts';
import { given } from '../given.ts';
import { countrySchema } from '../resource.ts';
import { defineRoute, type Route } from '../route.ts';

export interface OpenDataRoutesDeps {
  readonly reportOpenData: ReportOpenData;
  /** Calls that one address may make. */
  readonly openDataLimit: LoginLimit;
}

const cities = countryCodes.flatMap((country) => citiesOf(country).map(({ id }) => id));
const query = z.strictObject({
  country: countrySchema.optional().describe('Needed where no city is named'),
  city: z.enum(cities as [string, ...string[]]).optional(),
  category: z.enum(categoryCodes).optional(),
  state: z.enum(reportStates).optional(),
  from: z.iso.date().optional().describe('First day on which it was told'),
  to: z.iso.date().optional().describe('Last day, counted too'),
});
type Query = z.output<typeof query>;

const columns = [
  'number', 'category', 'group', 'state', 'words', 'region', 'city', 'commune', 'street', 'landmark', 'latitude',
  'longitude', 'blurred', 'votes', 'comments', 'photos', 'createdAt', 'changedAt', 'resolvedAt', 'hoursToResolve',
] as const satisfies readonly (keyof OpenReport)[]; // prettier-ignore

/** Reports of problems for everybody: with rough positions and without words where the matter is private, never hidden ones. */
export function openDataRoutes({ reportOpenData, openDataLimit }: OpenDataRoutesDeps): Route[] {
  function asked(wish: Query) {
    const { country: named, ...rest } = given(wish);
    const country = (wish.city === undefined ? undefined : cityOf(wish.city)?.country) ?? named;
    if (!country) throw invalid([{ in: 'query', path: 'country', message: 'name a country or a city' }]);
    if (named !== undefined && named !== country)
      throw invalid([{ in: 'query', path: 'city', message: `is no city of ${named}` }]);
    if (wish.from !== undefined && wish.to !== undefined && wish.from > wish.to)
      throw invalid([{ in: 'query', path: 'from', message: 'must not be after the last day' }]);
    return { country, ...rest };
  }

  const published = {
    licence: openDataLicence.url,
    async version({ query: wish, from }: { readonly query: Query; readonly from: string }) {
      await openDataLimit.count(from);
      return reportOpenData.version(asked(wish));
    },
  };

  return [
    defineRoute<undefined, Query>({
      method: 'get',
      path: '/open-data/reports.geojson',
      summary: `Everybody's reports of problems as GeoJSON, newest first; licence ${openDataLicence.name}`,
      permission: 'public',
      query,
      produces: 'application/geo+json',
      published,
      handler: ({ query: wish }) => toGeoJson(reportOpenData.reports(asked(wish))),
    }),
    defineRoute<undefined, Query>({
      method: 'get',
      path: '/open-data/reports.csv',
      summary: `Everybody's reports of problems as CSV, newest first; licence ${openDataLicence.name}`,
      permission: 'public',
      query,
      produces: 'text/csv',
      published,
      handler: ({ query: wish }) =>
        (async function* () {
          yield columns;
          for await (const report of reportOpenData.reports(asked(wish))) yield columns.map((column) => report[column]);
        })(),
    }),
  ];
}
