import type { Connection } from 'mongoose';
import type { Clock } from '../../core/clock.ts';
import type { IdentityService, PersonalData } from '../../core/identity/index.ts';
import { windowModel, type WindowDocument } from './window.model.ts';

/** A minute less than WhatsApp's 24 hours, for messages that are on their way. */
const openMs = 24 * 3_600_000 - 60_000;

export interface Windows {
  /** The person has just written. */
  open(address: string): Promise<void>;
  /** Whether free-form messages are allowed now; `never` when the person did not write at all. */
  stateOf(address: string): Promise<'open' | 'closed' | 'never'>;
  readonly personalData: PersonalData;
}

/** The customer service windows: Cloud API, "Customer service windows". */
export function createWindows(deps: {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly identity: Pick<IdentityService, 'byId'>;
}): Windows {
  const windows = windowModel(deps.connection);
  const addressesOf = async (personId: string): Promise<string[]> => {
    const person = await deps.identity.byId(personId);
    return (person?.addresses ?? []).flatMap(({ channel, address }) => (channel === 'whatsapp' ? [address] : []));
  };
  return {
    async open(address) {
      await windows.updateOne({ _id: address }, { $set: { lastSeenAt: deps.clock() } }, { upsert: true });
    },
    async stateOf(address) {
      const window = await windows.findById(address).lean<WindowDocument>();
      if (!window) return 'never';
      return deps.clock().getTime() - window.lastSeenAt.getTime() < openMs ? 'open' : 'closed';
    },
    personalData: {
      domain: 'whatsappCloud',
      collect: async (personId) => windows.find({ _id: { $in: await addressesOf(personId) } }).lean<WindowDocument[]>(),
      async erase(personId) {
        await windows.deleteMany({ _id: { $in: await addressesOf(personId) } });
      },
    },
  };
}
