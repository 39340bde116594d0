import type { Attachment, Option } from '../../../dialog/types.ts';
import { t, type Language, type Words } from '../../../dialog/words.ts';
import { at, labelOf, plateParam, whereOf } from '../../flows/words.ts';
import type { Fine } from '../../infraction.model.ts';
import { contestRefusal, openContestation } from '../rules.ts';

/** Photos on a screen or in a message. */
export const pictures = (fileIds: readonly string[], name: string): Attachment[] =>
  fileIds.map((fileId, index) => ({
    kind: 'image',
    fileId,
    name: `${name}-${index + 1}.jpg`,
    mimeType: 'image/jpeg',
  }));

export const proofsOf = ({ proofs = [] }: Fine): string[] => proofs.map(({ fileId }) => fileId);

/** What distinguishes an agent from the others without naming him. */
export const agentNumber = (agentId: string): string => agentId.slice(-6).toUpperCase();

/** What is said to have happened, where and when, by which law. */
export const facts = (fine: Fine, language: Language): Words[] => [
  t('fines:detail.head', { reference: fine.reference, plate: plateParam(fine.plate) }),
  t('contestations:evidence.what', { what: labelOf(fine, language), article: fine.type.article }),
  whereOf(fine),
];

/** The way from a fine that is being looked at to contesting it, or to what became of that. */
export function contestWay(fine: Fine, now: Date): Option[] {
  if (!contestRefusal(fine, now)) return [{ value: 'contest', label: t('contestations:open') }];
  return fine.contestations.length > 0 ? [{ value: 'contested', label: t('contestations:see') }] : [];
}

/** That nothing is added while an officer has not answered. */
export function contestLine(fine: Fine): Words[] {
  const open = openContestation(fine);
  return open ? [t('contestations:line', { date: at(fine, open.one.at) })] : [];
}
