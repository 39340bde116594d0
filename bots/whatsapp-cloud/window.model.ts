import { Schema, type Connection, type Model } from 'mongoose';

/** When a person last wrote: free-form messages may follow for 24 hours. */
export interface WindowDocument {
  /** The number in E.164. */
  readonly _id: string;
  readonly lastSeenAt: Date;
}

const windowSchema = new Schema<WindowDocument>(
  { _id: { type: String, required: true }, lastSeenAt: { type: Date, required: true } },
  { collection: 'whatsapp_cloud_windows', versionKey: false },
);

export const windowModel = (connection: Connection): Model<WindowDocument> =>
  connection.models['WhatsappCloudWindow'] ?? connection.model<WindowDocument>('WhatsappCloudWindow', windowSchema);
