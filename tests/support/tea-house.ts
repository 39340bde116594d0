import { bindFlow, createFlowRegistry, defineFlow, home, inMenuOrder, resume, t } from '../../core/dialog/index.ts';
import type { BoundFlow, FlowRegistry, Gates } from '../../core/dialog/index.ts';
import { LisoloError } from '../../core/errors.ts';

/** A small dialog that uses every part of the engine: it orders tea, and writes each order down once per turn. */
export interface TeaHouse {
  readonly registry: FlowRegistry;
  /** turnId -> what was ordered; a second order under the same key is no effect. */
  readonly orders: Map<string, string>;
  /** How often an order was attempted, repeats included. */
  attempts(): number;
}

const teas = ['Kinkeliba', 'Bissap', 'Citronnelle', 'Menthe', 'Tangawisi'];

export function openTeaHouse({
  version = 1,
  extra = [],
  gates = {},
}: { version?: number; extra?: readonly BoundFlow[]; gates?: Gates } = {}): TeaHouse {
  const orders = new Map<string, string>();
  let attempts = 0;
  const order = (turnId: string, what: string): void => {
    attempts += 1;
    if (!orders.has(turnId)) orders.set(turnId, what);
  };

  const tea = defineFlow<
    'pick' | 'cups' | 'confirm' | 'sugared',
    { tea: string; cups: number; sugar: number },
    undefined
  >({
    id: 'tea',
    version,
    start: 'pick',
    menu: { label: t('dialog:nav.more'), order: 1 },
    shortcuts: [
      { keywords: 'dialog:commands.more' },
      { text: (text) => (text.startsWith('tea:') ? { tea: text.slice(4) } : undefined), screen: 'cups' },
    ],
    screens: {
      pick: {
        show: () => ({ text: 'Which tea?', options: teas.map((name) => ({ value: name, label: name })) }),
        on: { choice: (_turn, name) => ({ go: 'cups', set: { tea: name } }) },
      },
      cups: {
        show: ({ data }) => ({ text: `How many cups of ${data.tea}?`, hints: {} }),
        on: {
          text: ({ data }, typed) => {
            if (typed === 'boom') throw new Error('the kettle exploded');
            if (typed === 'none left') throw new LisoloError('not_found');
            if (!/^[1-9]$/.test(typed)) return { retry: 'From 1 to 9, please.' };
            return { go: 'confirm', set: { ...data, cups: Number(typed) } };
          },
        },
      },
      confirm: {
        show: ({ data }) => ({
          text: `${data.cups} x ${data.tea}, sugar ${data.sugar ?? 0}?`,
          options: [
            { value: 'yes', label: 'Yes' },
            { value: 'sugar', label: 'Sugar' },
            { value: 'file', label: 'Menu card' },
          ],
        }),
        on: {
          choice: ({ data, turnId }, value) => {
            if (value === 'sugar') return { run: 'sugar', then: 'sugared' };
            if (value === 'file')
              return {
                end: { text: 'Here it is.', link: { url: 'http://tea.test/card', label: 'Card' }, final: true },
              };
            order(turnId, `${data.cups} x ${data.tea}`);
            return { end: `Ordered: ${data.cups} x ${data.tea}.` };
          },
        },
      },
      sugared: {
        show: () => ({ text: 'unused', options: [] }),
        on: {
          choice: () => ({ go: 'confirm' }),
          returned: (_turn, lumps) => ({ go: 'confirm', set: { sugar: lumps as number }, notice: 'Sweet.' }),
        },
      },
    },
  });

  const sugar = defineFlow<'ask', object, undefined>({
    id: 'sugar',
    version: 1,
    start: 'ask',
    screens: {
      ask: {
        show: () => ({
          text: 'Lumps?',
          options: [
            { value: '1', label: 'One' },
            { value: '2', label: 'Two' },
          ],
        }),
        on: { choice: (_turn, lumps) => ({ done: Number(lumps) }) },
      },
    },
  });

  const registry: FlowRegistry = createFlowRegistry({
    flows: [
      bindFlow(home, { entries: (caller, channel) => inMenuOrder(registry.openTo(caller, channel)) }),
      bindFlow(resume, undefined),
      bindFlow(tea, undefined),
      bindFlow(sugar, undefined),
      ...extra,
    ],
    gates,
    home: 'home',
  });
  return { registry, orders, attempts: () => attempts };
}
