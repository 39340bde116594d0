import { afterEach, describe, expect, it } from 'vitest';
import { doorways } from './support/doorways.ts';
import { startProduct } from './support/product.ts';
import type { Product } from './support/product.ts';

let product: Product | undefined;
afterEach(async () => {
  await product?.stop();
  product = undefined;
});

/** The citizen enters the mobile money PIN on the phone that pays. */
async function approve({ app }: Product, phone: string): Promise<void> {
  const [waiting] = await app.sandbox.pendingFor(phone);
  expect(waiting?.money).toEqual({ amount: 5_000_000, currency: 'CDF' });
  await app.sandbox.approve(waiting?.id ?? '');
}

const phones = ['+243820001001', '+243820001002', '+243820001003', '+243820001004'];

describe.each(doorways.map((doorway, index) => ({ ...doorway, phone: phones[index] ?? '' })))(
  'on $name',
  ({ enter, phone }) => {
    it('a newcomer chooses a language, finds the fines of a plate, pays one and sees it paid', async () => {
      product = await startProduct();
      const citizen = enter(product, phone);

      expect(await citizen.begins()).toContain('Kiswahili');
      expect(await citizen.picks('English')).toMatch(/agree/);
      expect(await citizen.picks('I agree')).toContain('Fines');
      await citizen.picks('Fines');
      await citizen.picks('By plate');
      const found = await citizen.says('1234 ab-01');
      expect(found).toMatch(/2 unpaid fines/);
      expect(found).toContain('100 000 FC');
      expect(await citizen.picks('50 000 FC')).toContain('50 000 FC');
      let next = await citizen.picks('Pay 50 000 FC');
      // On Telegram nobody has told us the number yet.
      if (/phone number/i.test(next) && !next.includes('M-Pesa')) next = await citizen.says(citizen.phone);
      if (next.includes('Airtel Money')) next = await citizen.picks('M-Pesa');
      expect(next).toContain('50 000 FC');
      expect(await citizen.picks('Yes, pay')).toMatch(/Approve 50 000 FC/);

      await approve(product, citizen.phone);
      expect(await citizen.hears('Payment received')).toMatch(/50 000 FC[^]*Receipt Q-CD-/);

      const again = enter(product, phone);
      await again.begins();
      await again.picks('Fines');
      await again.picks('By plate');
      const after = await again.says('1234AB01');
      expect(after).toMatch(/1 unpaid fine\b/);
      expect(after).toMatch(/[Rr]eceipt/);
      expect(await product.app.ledger.verify()).toMatchObject({ unbalanced: [] });
    }, 120_000);
  },
);
