import type { Connection, QueryFilter } from 'mongoose';
import type { CountryCode } from '../../dialog/types.ts';
import { farFrom, toAskedWords } from '../../search/index.ts';
import { branchModel, type BranchRecord } from '../branch.model.ts';
import { officeServiceModel, type OfficeServiceRecord } from '../office-service.model.ts';
import type { Slice } from '../types.ts';
import { beginning, nearlyBeginning } from './asked.ts';

/** However many branches do what is asked for, only so many are looked among. */
const mostOfService = 400;
/** Of those that are meant nearly. */
const mostNearly = 200;
const byName = { organisationName: 1, name: 1 } as const;

export interface Found {
  readonly items: readonly BranchRecord[];
  readonly total: number;
}

/** A word, and the branches that have a service of that name. */
interface AskedWord {
  readonly word: string;
  readonly branchIds: readonly string[];
}

/** Finds branches by what people type: names of organisations, branches, places and services, word by word. */
export function createTextSearch({ connection }: { readonly connection: Connection }) {
  const branches = branchModel(connection);
  const services = officeServiceModel(connection);

  async function withServices(country: CountryCode, words: readonly string[], conditions: (word: string) => object[]) {
    return Promise.all(
      words.map(async (word): Promise<AskedWord> => {
        const found = await Promise.all(
          conditions(word).map((condition) =>
            services
              .find({ country, active: true, ...condition }, { branchId: 1 })
              .limit(mostOfService)
              .lean<Pick<OfficeServiceRecord, 'branchId'>[]>(),
          ),
        );
        return { word, branchIds: [...new Set(found.flat().map(({ branchId }) => branchId))] };
      }),
    );
  }

  /** Every word is to be found, each in the names or in a service. The country stands in each part, so that each has an index. */
  const allOf = (
    base: QueryFilter<BranchRecord> & { readonly country: CountryCode },
    asked: readonly AskedWord[],
    conditions: (word: string) => object[],
  ): QueryFilter<BranchRecord> => ({
    ...base,
    $and: asked.map(({ word, branchIds }) => ({
      $or: [
        ...conditions(word).map((condition) => ({ country: base.country, listed: true, ...condition })),
        ...(branchIds.length > 0 ? [{ _id: { $in: [...branchIds] } }] : []),
      ],
    })),
  });

  async function exactly(base: Parameters<typeof allOf>[0], words: readonly string[], page: Slice): Promise<Found> {
    const conditions = (word: string): object[] => [beginning(word)];
    const filter = allOf(base, await withServices(base.country, words, conditions), conditions);
    const [items, total] = await Promise.all([
      branches.find(filter).sort(byName).skip(page.offset).limit(page.limit).lean<BranchRecord[]>(),
      branches.countDocuments(filter),
    ]);
    return { items, total };
  }

  /** The nearest first. */
  async function withSlips(base: Parameters<typeof allOf>[0], words: readonly string[], page: Slice): Promise<Found> {
    const asked = await withServices(base.country, words, nearlyBeginning);
    const candidates = await branches
      .find(allOf(base, asked, nearlyBeginning))
      .limit(mostNearly)
      .lean<BranchRecord[]>();
    const farOf = (branch: BranchRecord): number =>
      asked.reduce(
        (sum, { word, branchIds }) =>
          sum + Math.min(farFrom(word, branch.words), branchIds.includes(branch._id) ? 1 : Infinity),
        0,
      );
    const near = candidates
      .map((branch) => ({ branch, far: farOf(branch) }))
      .filter(({ far }) => far < Infinity)
      .sort((a, b) => a.far - b.far || a.branch.organisationName.localeCompare(b.branch.organisationName));
    const items = near.slice(page.offset, page.offset + page.limit).map(({ branch }) => branch);
    return { items, total: near.length };
  }

  /** As it was typed; only where nothing is called so, what is called nearly so. */
  return async function search(base: Parameters<typeof allOf>[0], text: string, page: Slice): Promise<Found> {
    const words = toAskedWords(text);
    if (words.length === 0) return { items: [], total: 0 };
    const found = await exactly(base, words, page);
    return found.total > 0 ? found : withSlips(base, words, page);
  };
}
