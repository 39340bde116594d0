import { Types } from 'mongoose';

/** A new identifier: 24 hexadecimal digits that grow with time. All `_id`s are such strings, so they survive JSON. */
export const newId = (): string => new Types.ObjectId().toHexString();
