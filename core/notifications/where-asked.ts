import type { Channel } from '../dialog/types.ts';
import type { IdentityService } from '../identity/index.ts';
import type { Notice } from './types.ts';

/** Nothing can be pushed to a simple phone: whoever has asked for something there hears of it by SMS, others where they are. */
export async function whereAsked(
  identity: Pick<IdentityService, 'byId'>,
  { personId, channel }: { readonly personId: string; readonly channel?: Channel | undefined },
): Promise<Notice['to']> {
  const phone = channel === 'ussd' ? (await identity.byId(personId))?.phone : undefined;
  return { personId, ...(phone === undefined ? {} : { only: { route: 'sms', address: phone } }) };
}
