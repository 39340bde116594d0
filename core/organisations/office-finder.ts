import type { Connection, QueryFilter } from 'mongoose';
import { countries } from '../countries/index.ts';
import { branchModel, toBranch, type BranchRecord } from './branch.model.ts';
import { createLookUp } from '../database/index.ts';
import { organisationKinds, type OrganisationKind } from './kinds.ts';
import { officeServiceModel, toOfficeService, type OfficeServiceRecord } from './office-service.model.ts';
import { organisationModel, toOrganisation, type OrganisationRecord } from './organisation.model.ts';
import { createTextSearch } from './search/text-search.ts';
import type { OfficeFinder } from './types.ts';

/** Of which there are no two alike in a country. */
const byName = { organisationName: 1, name: 1 } as const;

/** Where people find who does what; every question is answered by an index. */
export function createOfficeFinder({ connection }: { readonly connection: Connection }): OfficeFinder {
  const organisations = organisationModel(connection);
  const branches = branchModel(connection);
  const services = officeServiceModel(connection);
  const search = createTextSearch({ connection });
  const branchOf = createLookUp(branches);
  const serviceOf = createLookUp(services);

  return {
    async organisations({ country, kind, page }) {
      const filter: QueryFilter<OrganisationRecord> = { country, active: true, ...(kind && { kind }) };
      const [items, total] = await Promise.all([
        organisations.find(filter).sort({ name: 1 }).skip(page.offset).limit(page.limit).lean<OrganisationRecord[]>(),
        organisations.countDocuments(filter),
      ]);
      return { items: items.map(toOrganisation), total };
    },

    async branches({ country, text, kind, region, organisationId, page }) {
      const filter = {
        country,
        listed: true,
        ...(kind && { kind }),
        ...(region && { region }),
        ...(organisationId && { organisationId }),
      };
      if (text !== undefined) {
        const { items, total } = await search(filter, text, page);
        return { items: items.map(toBranch), total };
      }
      const [items, total] = await Promise.all([
        branches.find(filter).sort(byName).skip(page.offset).limit(page.limit).lean<BranchRecord[]>(),
        branches.countDocuments(filter),
      ]);
      return { items: items.map(toBranch), total };
    },

    async regions({ country, kind }) {
      const found = await branches.aggregate<{ _id: string; branches: number }>([
        { $match: { country, listed: true, ...(kind && { kind }) } },
        { $group: { _id: '$region', branches: { $sum: 1 } } },
        { $sort: { branches: -1, _id: 1 } },
      ]);
      return found.map(({ _id, ...rest }) => ({ region: _id, ...rest }));
    },

    async kinds(country) {
      const found = await branches.aggregate<{ _id: OrganisationKind; branches: number }>([
        { $match: { country, listed: true } },
        { $group: { _id: '$kind', branches: { $sum: 1 } } },
      ]);
      return organisationKinds.flatMap((kind) => {
        const counted = found.find(({ _id }) => _id === kind);
        return counted ? [{ kind, branches: counted.branches }] : [];
      });
    },

    async near({ country, position, kind, page }) {
      const found = await branches.aggregate<BranchRecord & { metres: number }>([
        {
          $geoNear: {
            near: { type: 'Point', coordinates: [position.longitude, position.latitude] },
            key: 'location',
            distanceField: 'metres',
            query: { country, listed: true, ...(kind && { kind }) },
          },
        },
        { $skip: page.offset },
        { $limit: page.limit },
      ]);
      return found.map(({ metres, ...branch }) => ({ ...toBranch(branch), metres: Math.round(metres) }));
    },

    async services(branchId) {
      const found = await services.find({ branchId, active: true }).sort({ name: 1 }).lean<OfficeServiceRecord[]>();
      return found.map(toOfficeService);
    },

    async organisation(id) {
      const found = await organisations.findById(id).lean<OrganisationRecord>();
      return found ? toOrganisation(found) : undefined;
    },

    async branch(id) {
      const found = await branchOf(id);
      return found ? toBranch(found) : undefined;
    },

    async service(id) {
      const found = await serviceOf(id);
      return found ? toOfficeService(found) : undefined;
    },

    async ofStaff(personId) {
      const found = await branches
        .find({ $or: [{ agents: personId }, { managers: personId }] })
        .sort(byName)
        .lean<BranchRecord[]>();
      return found.map(toBranch);
    },

    calendarOf: ({ hours, timeZone, country }) => ({ hours, timeZone, holidays: countries[country].holidays }),
  };
}
