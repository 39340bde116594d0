import type { CountryCode } from '../dialog/types.ts';
import type { Text } from '../dialog/words.ts';
import { LisoloError } from '../errors.ts';
import type { Money } from '../money.ts';

/** What a payer, an owner and the book need to know of the thing that is paid. */
export interface PayableDescription {
  /** Said after "for": "amende CD-2026-0000123". */
  readonly title: Text;
  /** Human reference, printed on the receipt. */
  readonly reference: string;
  readonly country: CountryCode;
  /** Account of the ledger that is credited. */
  readonly account: string;
  /** Lines of the receipt. */
  readonly details: readonly { readonly label: Text; readonly value: Text | string }[];
  /** Canonical plate, where it is about a vehicle; goes into the signed code of the receipt. */
  readonly plate?: string;
  /** Who has to know that it was paid, besides the payer. */
  readonly ownerId?: string;
  /** How to come back to it and pay, where a payment did not succeed. */
  readonly again?: Text;
}

/** A thing that can be paid. Its domain registers it; payments know nothing else about it. */
export interface PayablePurpose {
  readonly kind: string;
  /** Throws `not_found`. */
  describe(id: string): Promise<PayableDescription>;
  /** What is left to pay; zero when nothing is due. Throws `not_found`. */
  remaining(id: string): Promise<Money>;
  /**
   * Marks it as being paid until the given time, so that a second payer is told. Idempotent by payment.
   * Throws `conflict` (details.until) while another payment is awaited, unless `anyway`.
   */
  reserve(wish: { id: string; paymentId: string; until: Date; now: Date; anyway: boolean }): Promise<void>;
  release(wish: { id: string; paymentId: string }): Promise<void>;
  /** Settles as much as is due, once per payment; repeating gives the first answer. Money in another currency is all excess. */
  apply(wish: { id: string; paymentId: string; money: Money; at: Date }): Promise<{ applied: number; excess: number }>;
  /**
   * Takes money of a payment off it again, once per refund, at most `amount` minor units and what is still there; gives
   * what was taken, the same when repeated. `part` narrows it to one of several things that were paid together. Absent
   * where money that was put on it stays there.
   */
  takeBack?(wish: {
    id: string;
    paymentId: string;
    refundId: string;
    amount: number;
    at: Date;
    part?: string;
  }): Promise<number>;
  /** What a payment still has on one of several things that were paid together. */
  leftOn?(wish: { paymentId: string; part: string }): Promise<number>;
}

export interface PurposeRegistry {
  register(purpose: PayablePurpose): void;
  /** Throws `invalid_input` for a kind that nobody registered. */
  of(kind: string): PayablePurpose;
}

export function createPurposeRegistry(): PurposeRegistry {
  const purposes = new Map<string, PayablePurpose>();
  return {
    register(purpose) {
      if (purposes.has(purpose.kind)) throw new Error(`purpose ${purpose.kind} is registered twice`);
      purposes.set(purpose.kind, purpose);
    },
    of(kind) {
      const purpose = purposes.get(kind);
      if (!purpose) throw new LisoloError('invalid_input', { reason: `nothing of the kind ${kind} can be paid` });
      return purpose;
    },
  };
}
