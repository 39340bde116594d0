import { z } from 'zod';
import { currencies, type Currency } from '../../core/money.ts';

export const nameSchema = z.string().trim().min(2).max(80).describe("In the organisation's own words");

export const positionSchema = z.object({
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
});

const mostMoney = 1_000_000_000_000;
export const amountSchema = z.object({
  amount: z.int().min(0).max(mostMoney).describe('Minor units'),
  currency: z.enum(Object.keys(currencies) as [Currency, ...Currency[]]),
});

const time = z.string().regex(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/, 'must be a time such as 09:00');
const openings = z.array(z.object({ from: time, to: time })).max(6);
export const hoursSchema = z.object({
  week: z
    .strictObject({ 1: openings, 2: openings, 3: openings, 4: openings, 5: openings, 6: openings, 7: openings })
    .partial()
    .describe('1 is Monday, 7 is Sunday; a day that is not there is closed'),
  closedOnHolidays: z.boolean(),
  exceptions: z
    .array(z.object({ day: z.iso.date(), openings, reason: z.string().trim().min(1).max(120).optional() }))
    .max(400)
    .describe('Days that are unlike their weekday; without openings: closed'),
});
