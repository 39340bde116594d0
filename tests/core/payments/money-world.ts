import type { Clock } from '../../../core/clock.ts';
import {
  createFinePurpose,
  createFines,
  createFineTakeBack,
  infractionModel,
  infractionTypeModel,
  type Fine,
  type FineService,
} from '../../../core/fines/index.ts';
import { newId } from '../../../core/database/index.ts';
import { LisoloError } from '../../../core/errors.ts';
import { silentLog } from '../../../core/log.ts';
import type { Notice } from '../../../core/notifications/index.ts';
import {
  createPaymentsPart, createSandboxProvider, paymentModel, ledgerModel, approvalModel, callbackModel, refundModel,
  sandboxRefundModel, type PaymentProvider, type PaymentWish, type PaymentsPart, type RefundEvent, type SandboxProvider,
} from '../../../core/payments/index.ts'; // prettier-ignore
import { finePurpose } from '../../../core/fines/index.ts';
import { testDatabase, type TestDatabase } from '../../support/mongo.ts';

/** Where the process dies: before or after the named call to something outside the payment document. */
export type Fault = 'initiate' | 'status' | 'apply' | 'post' | 'print' | 'store' | 'notify' | 'refund' | 'takeBack';

export interface MoneyWorld extends PaymentsPart {
  readonly database: TestDatabase;
  readonly fines: FineService;
  readonly sandbox: SandboxProvider;
  readonly notices: Notice[];
  /** Calls that fail next, once each; `after` does the work and loses the answer. */
  readonly faults: Map<Fault, 'before' | 'after'>;
  now(): Date;
  pass(minutes: number): void;
  fine(units?: number, country?: 'CD' | 'SN'): Promise<Fine>;
  wish(fines: readonly Fine[], units: number, over?: Partial<PaymentWish>): PaymentWish;
  idle(): Promise<void>;
  /** Lets the job run until nothing is left for it to do. */
  settleDown(): Promise<void>;
  clear(): Promise<void>;
}

export const payerPhone = '+243810000001';
export const approvalMinutes = 5;

export interface MoneyWorldOptions {
  /** Asked before the sandbox, where they serve the wallet. */
  readonly providers?: (clock: Clock) => readonly PaymentProvider[];
  /** What the sandbox does with a refund. */
  readonly payBack?: () => RefundEvent['outcome'];
}

export async function moneyWorld(
  wallet?: Parameters<typeof createSandboxProvider>[0]['wallet'],
  { providers = () => [], payBack = () => 'confirmed' }: MoneyWorldOptions = {},
): Promise<MoneyWorld> {
  const database = await testDatabase();
  const { connection } = database;
  let now = new Date('2026-11-21T08:00:00Z');
  const clock = () => now;
  const faults: MoneyWorld['faults'] = new Map();
  const notices: Notice[] = [];
  const stored = new Map<string, string>();

  const faulty = async <T>(fault: Fault, work: () => Promise<T>): Promise<T> => {
    const when = faults.get(fault);
    faults.delete(fault);
    if (when === 'before') throw new LisoloError('unavailable', { reason: `${fault} not reached` });
    const result = await work();
    if (when === 'after') throw new LisoloError('unavailable', { reason: `${fault} answer lost` });
    return result;
  };

  const sandbox = createSandboxProvider({ connection, clock, log: silentLog, payBack, ...(wallet ? { wallet } : {}) });
  const part = createPaymentsPart({
    connection,
    clock,
    log: silentLog,
    approvalMinutes,
    patienceMs: 60_000,
    providers: [
      ...providers(clock),
      {
        ...sandbox,
        initiate: (order) => faulty('initiate', () => sandbox.initiate(order)),
        status: (ref) => faulty('status', () => sandbox.status(ref)),
        refund: (order) => faulty('refund', () => sandbox.refund(order)),
      },
    ],
    files: {
      put: ({ key = newId(), name }) =>
        faulty('store', async () => {
          if (!stored.has(key)) stored.set(key, newId());
          return { id: stored.get(key) ?? '', name, mimeType: 'application/pdf', size: 1, createdAt: now };
        }),
    },
    notifications: {
      notify: (notice) =>
        faulty('notify', async () => {
          if (!notices.some(({ key }) => key === notice.key)) notices.push(notice);
        }),
    },
    printReceipt: () => faulty('print', async () => Buffer.from('%PDF-1.4')),
  });
  sandbox.onEvent((event) => part.payments.settle('sandbox', event));
  const fines = createFines({ connection, clock });
  const purpose = createFinePurpose(fines, '*384*123#');
  const { takeBack, leftOn } = createFineTakeBack({ connection });
  part.purposes.register({
    ...purpose,
    apply: (wish) => faulty('apply', () => purpose.apply(wish)),
    takeBack: (wish) => faulty('takeBack', () => takeBack(wish)),
    leftOn,
  });
  const post = part.ledger.post;
  Object.assign(part.ledger, { post: (entry: Parameters<typeof post>[0]) => faulty('post', () => post(entry)) });

  const kept = [
    paymentModel,
    ledgerModel,
    approvalModel,
    infractionModel,
    refundModel,
    callbackModel,
    sandboxRefundModel,
  ];
  for (const model of [...kept, infractionTypeModel]) await model(connection).init();
  for (const [country, currency] of [['CD', 'CDF'], ['SN', 'XOF']] as const)
    await infractionTypeModel(connection).create({
      _id: newId(), country, code: 'speed', version: 1, labels: { fr: 'Excès de vitesse' }, article: 'art. 1',
      tariff: { kind: 'range', min: 1, max: 1_000_000_000, currency }, activeFrom: now, createdAt: now,
    }); // prettier-ignore

  const idle = async (): Promise<void> => {
    await part.callbacks.idle();
    await sandbox.idle();
    await part.payments.idle();
  };

  return {
    ...part,
    database,
    fines,
    sandbox,
    notices,
    faults,
    now: clock,
    pass(minutes) {
      now = new Date(now.getTime() + minutes * 60_000);
    },
    fine: (units = 50_000, country = 'CD') =>
      fines.record({
        country, plate: country === 'CD' ? '1234AB01' : 'DK1234A', typeCode: 'speed',
        amount: country === 'CD' ? units * 100 : units, place: { text: 'Gombe' }, at: now, agentId: 'agent',
      }), // prettier-ignore
    wish: (payable, units, over = {}) => ({
      purpose: finePurpose(payable.map(({ id }) => id)),
      amount: { amount: units * 100, currency: 'CDF' },
      payerPhone,
      operator: 'vodacom-cd',
      country: 'CD',
      language: 'fr',
      requester: { channel: 'ussd', address: payerPhone },
      ...over,
    }),
    idle,
    async settleDown() {
      faults.clear();
      for (let round = 0; round < 60; round += 1) {
        await idle();
        now = new Date(now.getTime() + 11 * 60_000);
        const looked = [
          await part.callbacks.resume(now),
          await part.payments.lookAfter(now),
          await part.refunds.lookAfter(now),
        ];
        if (looked.every((count) => count === 0)) return idle();
      }
      throw new Error('payments never come to rest');
    },
    async clear() {
      notices.length = 0;
      faults.clear();
      for (const model of kept) await model(connection).collection.deleteMany({});
    },
  };
}
