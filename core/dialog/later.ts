import type { NotificationService } from '../notifications/types.ts';
import type { Later } from './draw.ts';
import type { Session } from './session.ts';

/** Sends by SMS what the phone could not show: each file and the link with its own words, once per turn. */
export const sendLaterBySms =
  (notifications: Pick<NotificationService, 'notify'>) =>
  async ({ attachments, link }: Later, { caller, language }: Session, key: string, traceId: string): Promise<void> => {
    if (caller.phone === undefined) return;
    await notifications.notify({
      key,
      to: { channel: 'sms', address: caller.phone },
      body: attachments.map(({ caption, name }) => caption ?? name),
      language,
      country: caller.country,
      attachments,
      ...(link && { link }),
      traceId,
    });
  };
