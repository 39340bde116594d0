import { countries } from '../../countries/index.ts';
import { moment, t, type Words } from '../../dialog/words.ts';
import type { IdentityService, Person } from '../../identity/index.ts';
import type { Notice, NotificationService } from '../../notifications/index.ts';
import { showPlate } from '../../plates/index.ts';
import type { Transfer } from './transfer.model.ts';

export interface TransferNoticesDeps {
  readonly people: Pick<IdentityService, 'byId'>;
  readonly notifications: Pick<NotificationService, 'notifyMany'>;
  /** `*384*123#`. */
  readonly ussdCode: string;
}

/** What somebody is called to the other one: the name, or the phone that both have. */
export const calledBy = (person: Pick<Person, 'name' | 'phone'> | undefined, phone?: string): string =>
  person?.name ?? person?.phone ?? phone ?? '';

/** Tells the two of each step; keys of its own keep a repeat from being told twice. */
export function createTransferNotices({ people, notifications, ussdCode }: TransferNoticesDeps) {
  type Side = 'seller' | 'buyer';

  function wordsFor(side: Side, transfer: Transfer, other: string): Words[] {
    const { country, state, plate, until, history } = transfer;
    const facts = { plate: showPlate(plate), other, date: moment(until, countries[country].timeZone), code: ussdCode };
    if (state === 'offered')
      return side === 'buyer' ? [t('ownership:told.offered', facts), t('ownership:told.answer', facts)] : [];
    if (state === 'failed')
      return [
        t('ownership:told.failed', facts),
        t(`ownership:failed.${history.at(-1)?.reason === 'stolen' ? 'stolen' : 'changed'}`),
      ];
    if (state === 'withdrawn') return side === 'buyer' ? [t('ownership:told.withdrawn', facts)] : [];
    if (state === 'declined') return side === 'seller' ? [t('ownership:told.declined', facts)] : [];
    return [t(`ownership:told.${state}.${side}`, facts)];
  }

  /** Somebody who is not known yet hears of an offer by SMS. */
  const addressOf = (person: Person | undefined, phone: string | undefined): Notice['to'] | undefined =>
    person ? { personId: person.id } : phone === undefined ? undefined : { phone };

  return {
    async tell(transfer: Transfer): Promise<void> {
      const { id, state, country, sellerId, buyerId, buyerPhone } = transfer;
      const known = async (personId: string | undefined): Promise<Person | undefined> =>
        personId === undefined ? undefined : people.byId(personId);
      const [seller, buyer] = await Promise.all([known(sellerId), known(buyerId)]);
      // By an offer nobody learns whose a phone is: the seller hears a name once its bearer has agreed.
      const theirs = state === 'accepted' ? calledBy(buyer, buyerPhone) : (buyerPhone ?? '');
      const sides = [
        { side: 'seller', to: addressOf(seller, undefined), other: theirs },
        { side: 'buyer', to: addressOf(buyer, buyerPhone), other: calledBy(seller) },
      ] as const;
      await notifications.notifyMany(
        sides.flatMap(({ side, to, other }): Notice[] => {
          const body = wordsFor(side, transfer, other);
          // Whoever has offered or accepted has asked for it; an offer comes unasked, and STOP holds it back.
          const essential = side === 'seller' || state === 'accepted' || state === 'failed';
          return to && body.length > 0
            ? [{ key: `transfer:${id}:${state}:${side}`, to, body, country, essential }]
            : [];
        }),
      );
    },
  };
}
