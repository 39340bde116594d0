import { guardedChange } from '../../database/index.ts';
import { toPaper } from './paper.model.ts';

/** Changes a paper as it stands. */
export const changePaper = guardedChange({
  counter: 'revision',
  toItem: toPaper,
  missing: 'there is no such paper',
});
