import type { Caller } from '../../dialog/types.ts';
import type { PaymentService } from '../../payments/index.ts';
import type { Fine } from '../infraction.model.ts';

export interface ReceiptAccessDeps {
  readonly payments: Pick<PaymentService, 'byIds'>;
}

const officers: readonly string[] = ['pcr_agent', 'opj'];

/**
 * Who is shown the receipts of a fine again: who paid (the dialog, the person or the phone), whose fine it is, officers,
 * and whoever holds the paper, which is what a typed reference or a photographed code says. Whoever knows the plate
 * alone, as anybody on the street does, learns that it is paid and nothing more.
 */
export async function mayHaveReceipts(
  fine: Fine,
  { personId, phone, channel, address, roles }: Caller,
  { payments }: ReceiptAccessDeps,
): Promise<boolean> {
  if (roles.some((role) => officers.includes(role))) return true;
  if (personId !== undefined && fine.ownerId === personId) return true;
  if (phone !== undefined && fine.driverPhone === phone) return true;
  const paid = await payments.byIds(fine.payments.map(({ paymentId }) => paymentId));
  return paid.some(
    ({ requester, payerPhone }) =>
      (personId !== undefined && requester.personId === personId) ||
      (phone !== undefined && payerPhone === phone) ||
      (requester.channel === channel && requester.address === address),
  );
}
