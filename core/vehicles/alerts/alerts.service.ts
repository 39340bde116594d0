import type { Connection } from 'mongoose';

import { countries } from '../../countries/index.ts';
import { newId } from '../../database/index.ts';
import { countryCodes } from '../../dialog/types.ts';
import { moment, t, type Words } from '../../dialog/words.ts';
import type { Log } from '../../log.ts';
import type { Notice, NotificationService } from '../../notifications/index.ts';
import { showPlate } from '../../plates/index.ts';
import { daysLeft } from '../validity.ts';
import { vehicleModel, type VehicleRecord } from '../vehicle.model.ts';
import { alertedPapers, alertModel, ofNoMessage, type AlertRecord } from './alert.model.ts';
import { addresseeOf, createAlertSweep, dayOf } from './alert-sweep.ts';

export interface VehicleAlerts {
  /**
   * Looks at what ends soon in each country, once for each of its days, and tells the owners. However often and however late
   * it runs, each step is told at most once, and of several that were missed only the nearest.
   */
  run(now: Date): Promise<{ looked: number; told: number }>;
}

const perRound = 200;
/** Of one owner: more would not fit into an SMS of three parts. */
const mostLines = 4;
/** After so long whoever was to send a message is held for dead. */
const lateMs = 60_000;

interface Told {
  readonly alert: AlertRecord;
  readonly vehicle: VehicleRecord;
  readonly until: Date;
}

/** B8: owners hear before their insurance, inspection or tax ends, in one message for all their vehicles. */
export function createVehicleAlerts({
  connection,
  log,
  notifications,
  ussdCode,
}: {
  connection: Connection;
  log: Log;
  notifications: Pick<NotificationService, 'notify'>;
  /** `*384*123#`. */
  ussdCode: string;
}): VehicleAlerts {
  const vehicles = vehicleModel(connection);
  const alerts = alertModel(connection);
  const sweep = createAlertSweep({ connection });

  function lineFor({ alert: { paper }, vehicle: { country, plate }, until }: Told, now: Date): Words {
    const { timeZone } = countries[country];
    const left = daysLeft(until, now, timeZone);
    const when = left > 0 ? 'soon' : left === 0 ? 'today' : 'past';
    return t(`ownership:alerts.${paper}.${when}`, { plate: showPlate(plate), date: moment(until, timeZone) });
  }

  /** A paper that was renewed meanwhile is nobody's news; a vehicle that changed hands is its new owner's. */
  async function stillTrue(all: readonly AlertRecord[], to: string): Promise<Told[]> {
    const found = await vehicles.find({ _id: { $in: all.map(({ vehicleId }) => vehicleId) } }).lean<VehicleRecord[]>();
    const byId = new Map(found.map((vehicle) => [vehicle._id, vehicle]));
    const moved: AlertRecord[] = [];
    const told = all.flatMap((alert) => {
      const vehicle = byId.get(alert.vehicleId);
      const until = vehicle?.[alertedPapers[alert.paper]];
      if (!vehicle || !until || dayOf(until, vehicle.country) !== alert.day) return [];
      if (addresseeOf(vehicle) === to) return [{ alert, vehicle, until }];
      moved.push(alert);
      return [];
    });
    for (const { _id, vehicleId } of moved) {
      const owner = addresseeOf(byId.get(vehicleId) ?? {});
      if (owner) await alerts.updateOne({ _id, to }, { $set: { to: owner }, $unset: ofNoMessage });
    }
    return told;
  }

  const recipient = (to: string): Notice['to'] => {
    const [kind, name = ''] = to.split(/:(.*)/s);
    if (kind === 'person') return { personId: name };
    return kind === 'email' ? { channel: 'email', address: name } : { phone: name };
  };

  async function send(to: string, message: string, now: Date): Promise<number> {
    const all = await alerts.find({ to, message }).lean<AlertRecord[]>();
    const told = (await stillTrue(all, to)).sort((a, b) => a.until.getTime() - b.until.getTime());
    const [first] = told;
    if (first) {
      const rest = told.length - mostLines;
      const { country } = first.vehicle;
      await notifications.notify({
        key: `vehicle-alerts:${message}`,
        to: recipient(to),
        body: [
          ...told.slice(0, mostLines).map((one) => lineFor(one, now)),
          ...(rest > 0 ? [t('ownership:alerts.more', { count: rest })] : []),
          t('ownership:alerts.renew', { code: ussdCode }),
        ],
        country,
        onlyByDay: country,
      });
    }
    // Whom it was told is nobody's affair any more: that it was told is enough.
    await alerts.updateMany({ to, message }, { $unset: { tellAt: 1, to: 1, ...ofNoMessage } });
    return told.length;
  }

  /** What another process is about to send is its own: it may not have put everything into the message yet. */
  const notInHand = (now: Date) => ({ messageAt: { $not: { $gt: new Date(now.getTime() - lateMs) } } });

  /** All that one owner has to be told goes into one message, whose name is written down before it is sent. */
  async function tellOwner(to: string, now: Date): Promise<number> {
    const fresh = newId();
    const leftOver = await alerts.distinct('message', { to, message: { $exists: true }, ...notInHand(now) });
    await alerts.updateMany({ to, message: { $exists: false } }, { $set: { message: fresh, messageAt: now } });
    let told = 0;
    for (const message of [...leftOver, fresh]) told += await send(to, message, now);
    return told;
  }

  async function tell(now: Date): Promise<number> {
    const failed = new Set<string>();
    let told = 0;
    for (;;) {
      const due = await alerts
        .find({ tellAt: { $lte: now }, to: { $nin: [...failed] }, ...notInHand(now) })
        .sort({ tellAt: 1 })
        .limit(perRound)
        .lean<AlertRecord[]>();
      if (due.length === 0) return told;
      for (const to of new Set(due.flatMap((alert) => alert.to ?? [])))
        told += await tellOwner(to, now).catch((error: unknown) => {
          failed.add(to);
          log.warn({ error }, 'an owner hears later that papers end');
          return 0;
        });
    }
  }

  return {
    async run(now) {
      let looked = 0;
      for (const country of countryCodes) looked += await sweep.day(country, now);
      const told = await tell(now);
      await sweep.forget(now);
      return { looked, told };
    },
  };
}
