import { describe, expect, it } from 'vitest';
import { bindFlow, defineFlow, type Caller, type Gates } from '../../../core/dialog/index.ts';
import { talk } from '../../support/talk.ts';

type Heard = readonly [turnId: string, item: string | undefined];

/** A dialog that notes who comes to its card, and may send them on. */
function shop(heard: Heard[], requires: readonly ('pin' | 'phone')[] = []) {
  const card = defineFlow<'card' | 'sold', { item: string }, undefined>({
    id: 'card',
    version: 1,
    start: 'card',
    requires,
    screens: {
      card: {
        show: ({ data }) => ({
          text: `card of ${data.item ?? 'nothing'}`,
          options: [{ value: 'more', label: 'More' }],
        }),
        on: {
          opened({ turnId, data }) {
            heard.push([turnId, data.item]);
            if (data.item === 'a secret') return { leave: true, notice: 'not for you' };
            return data.item === 'the lamp' ? { go: 'sold', notice: 'too late' } : { go: 'card' };
          },
          choice: () => ({ go: 'sold' }),
        },
      },
      sold: { show: () => ({ text: 'sold' }), on: { choice: () => ({ go: 'card' }), text: () => ({ go: 'card' }) } },
    },
  });
  const list = defineFlow<'list', object, undefined>({
    id: 'list',
    version: 1,
    start: 'list',
    screens: {
      list: {
        show: () => ({ text: 'what shall it be?' }),
        on: { text: (_turn, item) => ({ run: 'card', with: { item }, then: 'list' }) },
      },
    },
  });
  const pin = defineFlow<'ask', object, undefined>({
    id: 'pin',
    version: 1,
    start: 'ask',
    screens: {
      ask: {
        show: () => ({ text: 'who are you?' }),
        on: { text: (_turn, typed) => ({ done: true, caller: { staffUntil: typed } }) },
      },
    },
  });
  return [bindFlow(list, undefined), bindFlow(card, undefined), bindFlow(pin, undefined)] as const;
}
const gates: Gates = { pin: { flow: 'pin', isMet: (caller: Caller) => caller.staffUntil === 'me' } };

describe('a screen that wants to hear when the dialog is entered there', () => {
  it('hears it once, with a key of its own, and never when it is shown again', async () => {
    const heard: Heard[] = [];
    const played = await talk({ flows: shop(heard) });
    expect(await played.says('a chair')).toContain('card of a chair');
    await played.says('nonsense');
    await played.presses('More');
    expect(await played.says('0')).toContain('card of a chair');
    expect(heard).toEqual([[expect.stringMatching(/\.o$/), 'a chair']]);
    await played.says('0');
    await played.says('a table');
    expect(heard.map(([, item]) => item)).toEqual(['a chair', 'a table']);
    expect(new Set(heard.map(([turnId]) => turnId)).size).toBe(2);
  });

  it('may lead elsewhere, or back to where the person came from', async () => {
    const played = await talk({ flows: shop([]) });
    expect(await played.says('the lamp')).toContain('too late');
    expect(played.screen()).toContain('sold');
    await played.says('0');
    await played.says('0');
    expect(await played.says('a secret')).toContain('not for you');
    expect(played.screen()).toContain('what shall it be?');
  });

  it('hears nothing before what must be asked first is answered', async () => {
    const heard: Heard[] = [];
    const played = await talk({ flows: shop(heard, ['pin']), gates });
    expect(await played.says('a chair')).toContain('who are you?');
    expect(heard).toEqual([]);
    expect(await played.says('me')).toContain('card of a chair');
    expect(heard.map(([, item]) => item)).toEqual(['a chair']);
  });
});
