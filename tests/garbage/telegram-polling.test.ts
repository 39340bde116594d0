import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shifted, updates } from '../support/odd-updates.ts';
import { aChat, seeded, watchedProduct } from '../support/watched.ts';

const product = watchedProduct();

describe('Telegram by polling', () => {
  it('confirms every update, odd or not, and goes on answering', async () => {
    await Promise.all(
      updates(1).map(([, update], index) => product().telegram.deliver(shifted(update, 60_000 + index))),
    );
    const user = product().telegram.user(4_711);
    await user.says('/start');
    expect((await user.lastScreen()).buttons).toContain('English');
  }, 30_000);

  it('answers any text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }), async (text) => {
        const user = product().telegram.user(aChat());
        await user.says(text);
        expect((await user.lastScreen()).text, JSON.stringify(text)).not.toBe('');
      }),
      seeded(25),
    );
  });

  it('says what it cannot use to whoever sends it', async () => {
    for (const kind of ['sticker', 'voice', 'video', 'paid_media', 'checklist', 'giveaway']) {
      const user = product().telegram.user(aChat());
      await user.sends({ [kind]: {} });
      expect((await user.lastScreen()).text, kind).not.toBe('');
    }
  });
});
