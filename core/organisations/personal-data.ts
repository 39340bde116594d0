import type { Connection } from 'mongoose';
import type { PersonalData } from '../identity/index.ts';
import { branchModel } from './branch.model.ts';

const places = ['agents', 'managers'] as const;
/** Whoever was about to write the list of staff as it was read has to read it again. */
const aside = { $inc: { revision: 1 } } as const;

/** Where somebody works is forgotten with them; the branch stays. */
export function organisationsPersonalData({ connection }: { readonly connection: Connection }): PersonalData {
  const branches = branchModel(connection);
  return {
    domain: 'organisations',
    async collect(personId) {
      const found = await branches
        .find({ $or: [{ agents: personId }, { managers: personId }] })
        .sort({ _id: 1 })
        .lean();
      return found.map(({ organisationName, name, managers }) => ({
        organisation: organisationName,
        branch: name,
        as: managers.includes(personId) ? 'manager' : 'agent',
      }));
    },
    async erase(personId) {
      for (const place of places)
        await branches.updateMany({ [place]: personId }, { $pull: { [place]: personId }, ...aside });
    },
    async merge(from, into) {
      for (const place of places) {
        await branches.updateMany({ [place]: from }, { $addToSet: { [place]: into }, ...aside });
        await branches.updateMany({ [place]: from }, { $pull: { [place]: from }, ...aside });
      }
    },
  };
}
