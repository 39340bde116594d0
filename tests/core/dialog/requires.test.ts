import { describe, expect, it } from 'vitest';
import { bindFlow, defineFlow, flowFaults } from '../../../core/dialog/index.ts';
import type { Caller, Gates } from '../../../core/dialog/index.ts';
import { strictSpeak } from '../../support/talk.ts';
import { openTeaHouse } from '../../support/tea-house.ts';
import { caller, now, play } from './bare-engine.ts';

describe('what a dialog requires', () => {
  const pin = defineFlow<'ask', object, undefined>({
    id: 'pin',
    version: 1,
    start: 'ask',
    screens: {
      ask: {
        show: () => ({ text: 'Your PIN?', options: [{ value: 'new', label: 'New PIN' }] }),
        on: {
          text: () => ({ done: true, caller: { staffUntil: new Date(now.getTime() + 60_000).toISOString() } }),
          choice: () => ({ run: 'sugar', then: 'ask' }),
        },
      },
    },
  });
  const effects: string[] = [];
  const till = defineFlow<'in', object, undefined>({
    id: 'till',
    version: 1,
    start: 'in',
    requires: ['pin'],
    roles: ['employee'],
    shortcuts: [{ text: (text) => (text === 'till' ? {} : undefined) }],
    screens: {
      in: {
        show: () => ({ text: 'Amount?' }),
        on: {
          text: (_turn, typed) => {
            effects.push(typed);
            return { go: 'in', notice: 'Booked.' };
          },
        },
      },
    },
  });
  const gates: Gates = {
    pin: { flow: 'pin', isMet: ({ staffUntil }, at) => staffUntil !== undefined && new Date(staffUntil) > at },
  };
  const employee: Caller = { ...caller, roles: ['employee'] };
  const openTill = () => {
    effects.length = 0;
    const house = openTeaHouse({ gates, extra: [bindFlow(pin, undefined), bindFlow(till, undefined)] });
    return play(house, { who: employee });
  };

  it('is asked for again when it has run out, before any answer counts', async () => {
    const chat = openTill();
    await chat.says('till');
    expect(await chat.says('1234')).toContain('Amount?');
    expect(await chat.says('50')).toContain('Booked.');
    chat.replace({ caller: { ...chat.session().caller, staffUntil: now.toISOString() } });
    expect(await chat.says('60')).toContain('Your PIN?');
    expect(chat.stepped().refused).toBe(true);
    expect(await chat.says('1234')).toContain('Amount?');
    await chat.says('70');
    expect(effects).toEqual(['50', '70']);
  });

  it('is asked for once while the dialog that asks runs another', async () => {
    const chat = openTill();
    await chat.says('till');
    expect(await chat.says('1')).toContain('Lumps?');
    expect(await chat.says('1')).toContain('Your PIN?');
    expect(await chat.says('1234')).toContain('Amount?');
  });

  it('ends a dialog whose role has been taken away', async () => {
    const chat = openTill();
    await chat.says('till');
    await chat.says('1234');
    chat.replace({ caller: { ...chat.session().caller, roles: [] } });
    expect(await chat.says('50')).toMatch(new RegExp(`${strictSpeak({ key: 'errors:forbidden' }, 'en')}[^]*Welcome`));
    expect(effects).toEqual([]);
  });

  it('asks for what a dialog requires first and then goes on where the person wanted to go', async () => {
    const gates: Gates = { consent: { flow: 'ask', isMet: ({ consent }) => consent === 'given' } };
    const ask = defineFlow<'ask', object, undefined>({
      id: 'ask',
      version: 1,
      start: 'ask',
      screens: {
        ask: {
          show: () => ({
            text: 'May we?',
            options: [
              { value: 'y', label: 'Yes' },
              { value: 'n', label: 'No' },
            ],
          }),
          on: {
            choice: (_turn, value) =>
              value === 'y' ? { done: true, caller: { consent: 'given' } } : { done: false, notice: 'As you wish.' },
          },
        },
      },
    });
    const guarded = defineFlow<'in', object, undefined>({
      id: 'guarded',
      version: 1,
      start: 'in',
      requires: ['consent'],
      shortcuts: [{ text: (text) => (text === 'guarded' ? {} : undefined) }],
      screens: { in: { show: () => ({ text: 'Inside.' }), on: { text: () => ({ go: 'in' }) } } },
    });
    const house = openTeaHouse({ gates, extra: [bindFlow(ask, undefined), bindFlow(guarded, undefined)] });
    const chat = play(house, { who: { ...caller, consent: 'unasked' } });
    expect(await chat.says('guarded')).toContain('May we?');
    expect(await chat.says('2')).toMatch(/As you wish\.[^]*Welcome/);
    await chat.says('guarded');
    expect(await chat.says('1')).toContain('Inside.');
    expect(await chat.says('0')).toContain('Welcome');
    expect(await chat.says('guarded')).toContain('Inside.');
  });
});

describe('the check at boot', () => {
  it('finds dialogs that a USSD phone cannot answer, lost starts, gates and texts', () => {
    const mute = defineFlow<'p', object, undefined>({
      id: 'mute',
      version: 1,
      start: 'q' as 'p',
      requires: ['pin'],
      menu: { label: { key: 'dialog:nowhere' }, order: 1 },
      screens: { p: { show: () => ({ text: 'x' }), on: { photo: () => ({ go: 'p' }) } } },
    });
    const { registry } = openTeaHouse({
      extra: [bindFlow(mute, undefined), bindFlow(mute, undefined)],
      gates: { consent: { flow: 'gone', isMet: () => false } },
    });
    const faults = flowFaults({
      registry,
      localeFaults: ['dialog:x is missing in wo'],
      has: ({ key }) => key !== 'dialog:nowhere',
    }).join('\n');
    for (const part of [
      'dialog:x is missing in wo',
      'two dialogs are called mute',
      'mute/p is offered on USSD and takes neither text nor choice',
      'mute starts at q',
      'mute requires pin',
      'the gate for consent, gone',
      'dialog:nowhere, which is missing in wo',
    ]) {
      expect(faults).toContain(part);
    }
    expect(flowFaults({ registry: openTeaHouse().registry, localeFaults: [], has: () => true })).toEqual([]);
  });
});
