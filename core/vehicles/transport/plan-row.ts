import type { Vehicle, VehicleRecord } from '../vehicle.model.ts';
import type { Written } from '../vehicle-writes.ts';
import type { RowFault } from './import.model.ts';
import type { ImportMode } from './import.states.ts';
import type { SaidOfVehicle } from './read-row.ts';

/** What would be done with a row. */
export interface RowPlan {
  readonly what: 'created' | 'changed' | 'unchanged';
  /** Empty where nothing changes. */
  readonly written: Written;
  /** Values of the row that are left aside, since the register knows better. */
  readonly kept: readonly RowFault[];
}

const ownerFields = ['ownerId', 'ownerName', 'ownerPhone', 'ownerEmail'] as const;
const lastDays = ['insuranceUntil', 'inspectionUntil', 'taxUntil'] as const;
type LastDay = (typeof lastDays)[number];
type Owned = Pick<VehicleRecord, (typeof ownerFields)[number]>;

const same = (one: unknown, other: unknown): boolean =>
  one instanceof Date && other instanceof Date ? one.getTime() === other.getTime() : one === other;

/** A known person needs neither name nor phone beside the id. */
const ownerIn = ({ ownerName, ownerPhone, ownerEmail }: SaidOfVehicle, ownerId: string | undefined): Owned =>
  ownerId !== undefined
    ? { ownerId }
    : {
        ...(ownerName === undefined ? {} : { ownerName }),
        ...(ownerPhone === undefined ? {} : { ownerPhone }),
        ...(ownerEmail === undefined ? {} : { ownerEmail }),
      };

const bare = ['ownerName', 'ownerPhone', 'ownerEmail'] as const;
/** Facts of an owner that are nobody else's. */
const ofOwner = ['ownerArea', 'ownerNif'] as const;

/** Whether the row speaks of somebody else than the register: by the phone, else by the name. */
function isSomebodyElse(stored: VehicleRecord, said: SaidOfVehicle, owner: Owned): boolean {
  const differs = (field: (typeof bare)[number]): boolean =>
    stored[field] !== undefined && said[field] !== undefined && said[field] !== stored[field];
  if (owner.ownerId === undefined) return differs('ownerName');
  return stored.ownerPhone !== said.ownerPhone && bare.some(differs);
}

/**
 * The owner of the file in the place of the register's, where that one is not known as a person. Of an owner who was
 * another one nothing stays: by the phone and the number the new one would be taken for them.
 */
function ownerPlan(stored: VehicleRecord, said: SaidOfVehicle, owner: Owned, { mode, line }: { mode: ImportMode; line: number }) {
  const changes = ownerFields.filter((field) => owner[field] !== undefined && owner[field] !== stored[field]);
  if (changes.length === 0) return { written: {}, kept: [] };
  const isOther = isSomebodyElse(stored, said, owner);
  const adds = !isOther && changes.every((field) => stored[field] === undefined);
  if (stored.ownerId === undefined && (adds || mode === 'replace')) {
    const gone = [
      ...(isOther || owner.ownerId !== undefined ? bare.filter((field) => owner[field] === undefined) : []),
      ...(isOther ? ofOwner.filter((field) => said[field] === undefined) : []),
    ];
    return { written: { ...Object.fromEntries(gone.map((field) => [field, null])), ...owner }, kept: [] };
  }
  return {
    written: {},
    kept: [{ line, column: 'owner', reason: 'the register has another owner', kept: true as const }],
  };
} // prettier-ignore

/**
 * What a row adds to the register or changes in it. A last day never goes back, and an owner who is a known person stays:
 * such values are left aside, and the rest of the row is taken over.
 */
export function planRow(
  line: number,
  said: SaidOfVehicle,
  ownerId: string | undefined,
  stored: VehicleRecord | undefined,
  mode: ImportMode,
): RowPlan {
  const { ownerName: _name, ownerPhone: _phone, ownerEmail: _email, ...facts } = said;
  const owner = ownerIn(said, ownerId);
  if (!stored) return { what: 'created', written: { category: 'other' as const, ...facts, ...owner }, kept: [] };

  const { country: _country, plate: _plate, ...changeable } = facts;
  const kept: RowFault[] = [];
  const written = Object.fromEntries(
    Object.entries(changeable).filter(([field, value]) => {
      const known = stored[field as keyof Vehicle & keyof VehicleRecord];
      if (known === undefined) return true;
      if (same(known, value)) return false;
      if (lastDays.includes(field as LastDay) && value instanceof Date && known instanceof Date) {
        if (value > known) return true;
        kept.push({ line, column: field, reason: 'the register has a later day', kept: true });
        return false;
      }
      if (mode === 'fill') kept.push({ line, column: field, reason: 'the register has another value', kept: true });
      return mode === 'replace';
    }),
  );
  // What the row says of somebody else's owner goes with that owner.
  const whose = ownerPlan(stored, said, owner, { mode, line });
  const isLeft = ([field]: [string, unknown]): boolean =>
    whose.kept.length === 0 || !ofOwner.some((each) => each === field);
  const all = { ...Object.fromEntries(Object.entries(written).filter(isLeft)), ...whose.written };
  return {
    what: Object.keys(all).length > 0 ? 'changed' : 'unchanged',
    written: all,
    kept: [...kept, ...whose.kept],
  };
}
