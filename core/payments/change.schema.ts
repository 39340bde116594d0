import { Schema } from 'mongoose';

/** One change of state in the history of whatever moves money. */
export const changeSchema = new Schema(
  {
    from: String,
    to: { type: String, required: true },
    at: { type: Date, required: true },
    by: { type: String, required: true },
    reason: String,
  },
  { _id: false },
);
