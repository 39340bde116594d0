import { createReceiptPrinter } from './documents/index.ts';
import type { Foundation, PartDeps } from './foundation.ts';
import { createPaymentProviders } from './payment-providers.ts';
import { createPaymentsPart } from './payments/index.ts';

/** Payments with the providers that are set up, refunds, the book and receipts. */
export function createMoneyPart(deps: PartDeps & Foundation) {
  const { config, speak, signer } = deps;
  const { sandbox, describe, ...providers } = createPaymentProviders(deps);
  const part = createPaymentsPart({
    ...deps,
    ...providers,
    printReceipt: createReceiptPrinter({ speak, signer, publicUrl: config.publicUrl }),
    approvalMinutes: config.paymentApprovalMinutes,
  });
  sandbox.onEvent((event) => part.payments.settle(sandbox.name, event));
  return { ...part, sandbox, paymentProviders: describe };
}
