import type { Reply } from '../../core/dialog/types.ts';
import type { Speak } from '../../core/dialog/words.ts';
import type { Deliver } from '../../core/notifications/types.ts';
import type { Mailbox } from './mailbox.ts';
import { renderReply, renderSms } from './render.ts';

interface SendDeps {
  readonly mailbox: Pick<Mailbox, 'add'>;
  readonly speak: Speak;
  readonly fileUrl: (fileId: string) => string;
}

/** Puts a notice into the mailbox of a simulated chat; the open page fetches it from there. */
export function createChatDelivery({ mailbox, speak, fileUrl }: SendDeps): Deliver {
  return async (address: string, message: Reply, key: string) => {
    const reply = renderReply(message, { speak, fileUrl });
    return { providerId: await mailbox.add({ phone: address, kind: 'notice', key, reply }) };
  };
}

/** Puts an SMS into the inbox of a simulated phone, where no real SMS service is set up. */
export function createSmsDelivery({ mailbox, speak }: Pick<SendDeps, 'mailbox' | 'speak'>): Deliver {
  return async (address: string, message: Reply, key: string) => ({
    providerId: await mailbox.add({ phone: address, kind: 'sms', key, text: renderSms(message, speak) }),
  });
}
