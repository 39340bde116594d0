import { guardedChange } from '../../database/index.ts';
import { toRequest } from './request.model.ts';

/** Changes a request as it stands. */
export const changeRequest = guardedChange({
  counter: 'revision',
  toItem: toRequest,
  missing: 'there is no such request',
});
