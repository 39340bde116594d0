import { randomBytes } from 'node:crypto';
import { Types } from 'mongoose';

/** A new identifier: 24 hexadecimal digits that grow with time. All `_id`s are such strings, so they survive JSON. */
export const newId = (): string => new Types.ObjectId().toHexString();

/** An id that is chance alone, where nobody is to see from it in which second it was made. */
export const untimedId = (): string => randomBytes(12).toString('hex');
