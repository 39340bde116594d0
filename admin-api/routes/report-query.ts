import { z } from 'zod';
import { countryCodes } from '../../core/dialog/types.ts';
import { LisoloError } from '../../core/errors.ts';
import { categoryCodes, parseReportNumber, reportStates } from '../../core/reports/index.ts';
import { given } from '../given.ts';
import { countrySchema, idSchema, instantSchema, wordSchema, yesNoSchema } from '../resource.ts';

export const reportFilters = {
  number: wordSchema.optional().describe('As people type it'),
  state: z.enum(reportStates).optional(),
  category: z.enum(categoryCodes).optional(),
  country: countrySchema.optional(),
  city: wordSchema.optional().describe('kinshasa.cd'),
  commune: wordSchema.optional().describe('Of the city that is named with it'),
  bodyId: idSchema.optional(),
  takenBy: idSchema.optional().describe('The operator who has it or has resolved it'),
  hidden: yesNoSchema.optional(),
  after: instantSchema.optional().describe('Told not before this moment'),
  before: instantSchema.optional(),
};
type Filter = z.output<z.ZodObject<typeof reportFilters>>;

const oneOf = <Value>(value: Value | undefined, any: readonly Value[]): object => ({
  $in: value === undefined ? any : [value],
});

/**
 * Every field of an index is named, be it with all its values, so that the newest come first without being sorted. Of
 * bodies, those elsewhere and those hidden are passed over.
 */
export function toReportQuery(
  { number, after, before, bodyId: _body, takenBy, commune, city, country, category, state, hidden }: Filter,
  bodyIds: readonly string[] | undefined,
): object | undefined {
  const ofBodies = bodyIds && { bodyId: { $in: bodyIds } };
  if (number !== undefined) {
    const parsed = parseReportNumber(number);
    return parsed === undefined ? undefined : { number: parsed, ...ofBodies };
  }
  if (commune !== undefined && city === undefined)
    throw new LisoloError('invalid_input', { field: 'commune', reason: 'name the city with it' });
  const place = { ...(commune !== undefined && { commune }), ...(city !== undefined && { city }) };
  const told = after || before ? { createdAt: { ...(after && { $gte: after }), ...(before && { $lt: before }) } } : {};
  // Nobody has so many that they would have to be found in their order.
  if (takenBy !== undefined)
    return { takenBy, ...ofBodies, ...place, ...told, ...given({ country, category, state, hidden }) };
  if (ofBodies) {
    const rest = { ...place, ...given({ country, hidden }) };
    const kind = category === undefined ? {} : { category };
    return { ...ofBodies, ...kind, state: oneOf(state, reportStates), ...told, ...rest };
  }
  if ([country, city, category, state, hidden].every((one) => one === undefined)) return told;
  return {
    ...(city === undefined ? { country: oneOf(country, countryCodes) } : { ...place, ...given({ country }) }),
    category: oneOf(category, categoryCodes),
    state: oneOf(state, reportStates),
    hidden: oneOf(hidden, [true, false]),
    ...told,
  };
}
