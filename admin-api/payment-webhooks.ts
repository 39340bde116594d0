import express, { type Request, type Response } from 'express';
import type { Door } from '../core/door.ts';
import type { ProviderState } from '../core/payment-providers.ts';
import type { Callbacks } from '../core/payments/index.ts';

export const paymentWebhookPath = '/webhooks/payments/:provider';

const first = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value);

/** Where payment providers call. Mount it before any body parser: signatures cover the raw bytes. */
export function createPaymentWebhooks({
  callbacks,
  paymentProviders,
}: {
  readonly callbacks: Pick<Callbacks, 'take'>;
  readonly paymentProviders: () => readonly ProviderState[];
}): Door {
  const take = async (request: Request, response: Response): Promise<void> => {
    const { status } = await callbacks.take(String(request.params['provider']), {
      method: request.method,
      authority: request.get('host') ?? '',
      path: request.path,
      headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, first(value)])),
      body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
    });
    if (status === 429) response.setHeader('Retry-After', '30');
    response.sendStatus(status);
  };

  return {
    name: 'payments',
    status() {
      const open = paymentProviders().filter(({ on }) => on);
      if (open.length === 0)
        return { on: false, why: 'PAWAPAY_TOKEN and WAVE_API_KEY are not set: mobile money is closed' };
      return { on: true, why: open.map(({ name, why }) => `${name}: ${why}`).join(', ') };
    },
    mount(http) {
      http.post(paymentWebhookPath, express.raw({ type: () => true, limit: '100kb' }), take);
    },
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
  };
}
