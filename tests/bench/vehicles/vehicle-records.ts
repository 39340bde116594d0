import { searchKeys, vinKey, type VehicleRecord } from '../../../core/vehicles/index.ts';
import { chance, end, vehicleAt } from '../fines/fine-records.ts';

const kinds = [
  ['Toyota', 'Corolla'], ['Toyota', 'Hiace'], ['Nissan', 'Patrol'], ['Suzuki', 'Swift'], ['Honda', 'Fit'],
  ['Peugeot', '308'], ['Hyundai', 'Tucson'], ['Mitsubishi', 'Pajero'],
] as const; // prettier-ignore
const colours = ['white', 'black', 'grey', 'silver', 'red', 'blue', 'green', 'yellow'] as const;
const dayMs = 86_400_000;

const pick = <T>(all: readonly T[], number: number, salt: number): T =>
  all[Math.floor(chance(number, salt) * all.length)] as T;
const inDays = (number: number, salt: number): Date =>
  new Date(end.getTime() + Math.floor((chance(number, salt) - 0.3) * 365) * dayMs);

/** Seventeen signs, the last eight a serial of its own. */
export const vinAt = (number: number): string =>
  `JTDKB20U${number % 10}${String((number * 7_919) % 100_000_000).padStart(8, '0')}`;

/** The vehicle of this number, as the product would have stored it; made of its number alone. */
export function registeredAt(number: number): VehicleRecord {
  const { country, plate, personId } = vehicleAt(number);
  const [make, model] = pick(kinds, number, 30);
  const vin = vinAt(number);
  return {
    _id: `70000000${number.toString(16).padStart(16, '0')}`,
    country, plate, searchKeys: searchKeys(plate), make, model,
    year: 1995 + Math.floor(chance(number, 31) * 31),
    colour: pick(colours, number, 32),
    category: 'car', fuel: 'petrol', fiscalPower: 9, vin, vinKey: vinKey(vin),
    ownerId: personId, ownerArea: 'Limete',
    insuranceUntil: inDays(number, 33), inspectionUntil: inDays(number, 34), taxUntil: inDays(number, 35),
    stolen: chance(number, 36) < 0.002,
    revision: 1,
    createdAt: new Date(end.getTime() - Math.floor(chance(number, 37) * 730) * dayMs),
  }; // prettier-ignore
}
