import type { Model, UpdateQuery } from 'mongoose';

import { LisoloError } from '../../errors.ts';
import { toPaper, type Paper, type PaperRecord } from './paper.model.ts';

/**
 * Changes a paper as it stands: `decide` gives the whole update, or nothing when there is nothing to do, or throws. It is
 * written in one step and only while the paper is what was looked at; otherwise it is looked at again.
 */
export async function changePaper(
  papers: Model<PaperRecord>,
  id: string,
  decide: (paper: Paper) => UpdateQuery<PaperRecord> | undefined,
): Promise<Paper> {
  for (;;) {
    const found = await papers.findById(id).lean<PaperRecord>();
    if (!found) throw new LisoloError('not_found', { reason: 'there is no such paper' });
    const paper = toPaper(found);
    const update = decide(paper);
    if (!update) return paper;
    const changed = await papers
      .findOneAndUpdate(
        { _id: id, revision: paper.revision },
        { ...update, $inc: { revision: 1 } },
        { returnDocument: 'after' },
      )
      .lean<PaperRecord>();
    if (changed) return toPaper(changed);
  }
}
