import { Schema, type Connection, type Model } from 'mongoose';

/** A chat whose person wrote first: only those are ever written to. */
export interface ChatDocument {
  /** The address: a number in E.164 or a hidden id. */
  readonly _id: string;
  /** Where WhatsApp wants the answer; differs from the address when the id hides the number. */
  readonly chatId: string;
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
}

/** How many messages were sent on one day (UTC). */
export interface SendingDayDocument {
  /** `2026-11-21`. */
  readonly _id: string;
  readonly sent: number;
}

const chatSchema = new Schema<ChatDocument>(
  {
    _id: { type: String, required: true },
    chatId: { type: String, required: true },
    firstSeenAt: { type: Date, required: true },
    lastSeenAt: { type: Date, required: true },
  },
  { collection: 'whatsapp_chats', versionKey: false },
);

const sendingDaySchema = new Schema<SendingDayDocument>(
  { _id: { type: String, required: true }, sent: { type: Number, required: true } },
  { collection: 'whatsapp_sending_days', versionKey: false },
);

export const chatModel = (connection: Connection): Model<ChatDocument> =>
  connection.models['WhatsappChat'] ?? connection.model<ChatDocument>('WhatsappChat', chatSchema);

export const sendingDayModel = (connection: Connection): Model<SendingDayDocument> =>
  connection.models['WhatsappSendingDay'] ??
  connection.model<SendingDayDocument>('WhatsappSendingDay', sendingDaySchema);
