import { DateTime } from 'luxon';
import { z } from 'zod';

import type { Clock } from '../../clock.ts';
import { parsePhone } from '../../countries/index.ts';
import { countryCodes, type CountryCode } from '../../dialog/types.ts';
import { isLisoloError } from '../../errors.ts';
import type { VehicleRecord } from '../vehicle.model.ts';
import { vehicleFacts } from '../vehicle.schema.ts';
import { canonicalPlate } from '../vehicle-writes.ts';
import { parseVin } from '../vin.ts';
import {
  categoryWords,
  colourWords,
  columnNames,
  fuelWords,
  requiredColumns,
  squeeze,
  type ColumnName,
} from './columns.ts';
import type { RawRow, RowFault } from './import.model.ts';
import { importLimits } from './import.states.ts';

/** What a row says, checked; the owner's phone in E.164. */
export type SaidOfVehicle = Partial<Omit<VehicleRecord, '_id'>> &
  Pick<VehicleRecord, 'country' | 'plate' | 'make' | 'model'>;

export type ReadRow =
  | { readonly line: number; readonly said: SaidOfVehicle }
  | { readonly line: number; readonly faults: readonly RowFault[] };

const dateFormats = ['yyyy-MM-dd', 'd/M/yyyy', 'd-M-yyyy', 'd.M.yyyy', 'd/M/yy'] as const;
const farthestYears = 20;

function readDay(cell: string, now: Date): Date | undefined {
  for (const format of dateFormats) {
    const day = DateTime.fromFormat(cell.replace(/[ T]00:00(:00)?(\.0+)?Z?$/, ''), format, { zone: 'utc' });
    if (day.isValid)
      return day.year >= 1900 && day.year <= now.getUTCFullYear() + farthestYears ? day.toJSDate() : undefined;
  }
  return undefined;
}

const readNumber = (cell: string): number | undefined =>
  /^\d[\d \u00A0\u202F.]*$/.test(cell) ? Number(cell.replace(/\D/g, '')) : undefined;

const owner = {
  ownerName: z.string().trim().min(1).max(120),
  ownerEmail: z.email().max(254),
  ownerNif: z.string().regex(/^[A-Z0-9]{5,20}$/, 'must be 5 to 20 letters and figures'),
};

/** Reads the rows of a file, each for itself. */
export function createRowReader({ clock, country: home }: { clock: Clock; country: CountryCode }) {
  const facts = vehicleFacts(clock);
  const schemas: Partial<Record<ColumnName, z.ZodType>> = { ...facts, ...owner };
  // These have been made values already, or are checked by hand.
  const direct: readonly ColumnName[] = [
    'firstRegistration',
    'insuranceUntil',
    'inspectionUntil',
    'taxUntil',
    'plate',
    'country',
    'ownerPhone',
  ];
  const dates: readonly ColumnName[] = direct.slice(0, 4);
  const numbers: readonly ColumnName[] = ['year', 'fiscalPower', 'mileage'];
  const words = { category: categoryWords, colour: colourWords, fuel: fuelWords } as const;

  function valueOf(name: ColumnName, cell: string, country: CountryCode): unknown {
    if (dates.includes(name)) return readDay(cell, clock());
    if (numbers.includes(name)) return readNumber(cell);
    if (name === 'category' || name === 'colour' || name === 'fuel') return words[name].get(squeeze(cell));
    if (name === 'vin') return parseVin(cell);
    if (name === 'ownerPhone') return parsePhone(cell, country);
    if (name === 'ownerNif') return cell.toUpperCase().replace(/[^A-Z0-9]/g, '');
    if (name === 'plate') return canonicalPlate(cell, country);
    return cell;
  }

  const reasons: Partial<Record<ColumnName, string>> = {
    category: 'is no kind of vehicle that is known here',
    colour: 'is no colour that is known here',
    fuel: 'is no fuel that is known here',
    vin: 'is no chassis number',
    ownerPhone: 'is no phone number',
  };

  function read(name: ColumnName, cell: string, country: CountryCode): { value: unknown } | { reason: string } {
    if (cell.length > importLimits.cell) return { reason: `is longer than ${importLimits.cell} characters` };
    try {
      const value = valueOf(name, cell, country);
      if (value === undefined)
        return {
          reason:
            reasons[name] ?? (dates.includes(name) ? 'is no day, such as 2027-03-31 or 31/03/2027' : 'is no number'),
        };
      if (direct.includes(name)) return { value };
      const checked = schemas[name]?.safeParse(value);
      return !checked || checked.success
        ? { value: checked ? checked.data : value }
        : { reason: checked.error.issues[0]?.message ?? 'is not right' };
    } catch (error) {
      if (!isLisoloError(error, 'invalid_input')) throw error;
      return { reason: String(error.details['reason']) };
    }
  }

  function countryIn(cells: NonNullable<RawRow['cells']>): CountryCode | undefined {
    const said = squeeze(cells.country ?? '');
    if (said === '') return home;
    if (['cd', 'rdc', 'drc', 'cod', 'congo', 'rdcongo'].includes(said)) return 'CD';
    if (['sn', 'sen', 'senegal'].includes(said)) return 'SN';
    return countryCodes.find((code) => code.toLowerCase() === said);
  }

  return function readRow({ line, cells, sameAs }: RawRow): ReadRow {
    const fault = (column: string, reason: string): RowFault => ({ line, column, reason });
    if (!cells) return { line, faults: [fault('', 'has more or fewer cells than the head')] };
    if (sameAs !== undefined) return { line, faults: [fault('plate', `is the plate of line ${sameAs} already`)] };
    const country = countryIn(cells);
    if (!country) return { line, faults: [fault('country', 'is no country of ours')] };
    const faults: RowFault[] = requiredColumns.flatMap((name) => (cells[name] ? [] : [fault(name, 'is missing')]));
    const said: Record<string, unknown> = { country };
    for (const name of columnNames) {
      const cell = cells[name];
      if (!cell || name === 'country') continue;
      const result = read(name, cell, country);
      if ('value' in result) said[name] = result.value;
      else faults.push(fault(name, result.reason));
    }
    return faults.length > 0 ? { line, faults } : { line, said: said as SaidOfVehicle };
  };
}
