import type { Connection } from 'mongoose';

import type { Clock } from '../../clock.ts';
import { t, type Words } from '../../dialog/words.ts';
import type { Log } from '../../log.ts';
import { createNewsOfRecords, type NotificationService, type WaitingNews } from '../../notifications/index.ts';
import { addressed } from '../owner-addresses.ts';
import type { VehicleOwners } from '../vehicle-owners.ts';
import type { VehicleService } from '../vehicle.service.ts';
import { lastDayOf, paperModel, toPaper, type Paper, type PaperRecord } from './paper.model.ts';
import { dayIn, kindText, plateOf, reasonOf } from './words.ts';

/** Tells sender and owner of papers. */
export type PaperNotices = WaitingNews;

export interface PaperNoticesDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Log;
  readonly vehicles: Pick<VehicleService, 'byId'>;
  readonly owners: Pick<VehicleOwners, 'ownerOf'>;
  readonly notifications: Pick<NotificationService, 'notify'>;
}

/** What was decided, with its reason. A paper that was replaced since was validated once. */
function newsOf(paper: Paper): Words[] {
  const day = lastDayOf(paper);
  const about = { kind: kindText(paper.kind), plate: plateOf(paper) };
  if (paper.state === 'rejected') {
    const reason = reasonOf(paper);
    return [
      t('papers:told.rejected', about),
      ...(reason === undefined ? [] : [t('papers:told.reason', { reason })]),
      t('papers:told.again'),
    ];
  }
  return [day ? t('papers:told.validated', { ...about, date: dayIn(paper, day) }) : t('papers:told.accepted', about)];
}

/** B4: whoever sent a paper and the vehicle's owner hear what became of it; each once. */
export function createPaperNotices(deps: PaperNoticesDeps): PaperNotices {
  const { notifications } = deps;

  async function tellOf(paper: Paper): Promise<void> {
    const { id, country, personId, vehicleId } = paper;
    const what = `paper:${id}:${paper.state === 'rejected' ? 'rejected' : 'validated'}`;
    const body = newsOf(paper);
    // It answers what the sender has asked for, so that STOP does not hold it back.
    if (personId !== '')
      await notifications.notify({ key: `${what}:sender`, to: { personId }, body, country, essential: true });
    const vehicle = await deps.vehicles.byId(vehicleId);
    const owner = vehicle ? await deps.owners.ownerOf(vehicle) : undefined;
    if (!owner || (owner.person && owner.person.id === personId)) return;
    // What was refused to a former owner is no news for the present one.
    if (paper.state === 'rejected' && paper.ownerId !== vehicle?.ownerId) return;
    if (owner.person) {
      await notifications.notify({ key: `${what}:owner`, to: { personId: owner.person.id }, body, country });
      return;
    }
    for (const { by: _by, ...where } of addressed(owner, `${what}:owner`))
      await notifications.notify({ ...where, body, language: 'fr', country });
  }

  return createNewsOfRecords<PaperRecord>({
    ...deps,
    records: paperModel(deps.connection),
    later: 'the sender of a paper is told later',
    tell: (record) => tellOf(toPaper(record)),
  });
}
