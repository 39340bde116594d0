import { createHash } from 'node:crypto';
import type { Attachment } from '../dialog/types.ts';
import { t } from '../dialog/words.ts';
import type { Language } from '../dialog/words.ts';
import type { NoteFacts, PrintNote } from '../documents/index.ts';
import type { FileService } from '../files/index.ts';
import { showBankReference, toBankReference } from './bank-reference.ts';
import { isPayable } from './fines.service.ts';
import type { Fine } from './infraction.model.ts';
import { toNoteNumber } from './reference.ts';

/** C4: notes de perception. */
export interface Notes {
  /**
   * The note of a fine as it stands, printed and stored once for each state of the fine and each language; ready to be put
   * on a screen or into a notice.
   */
  print(fine: Fine, language: Language): Promise<Attachment>;
}

export interface NotesDeps {
  readonly files: Pick<FileService, 'put' | 'byKey'>;
  readonly printNote: PrintNote;
}

/** When the fine came to stand as it does: the last decision, adjustment or payment. */
const standsSince = ({ createdAt, history, payments, adjustments }: Fine): Date =>
  new Date(Math.max(...[createdAt, ...[...history, ...payments, ...adjustments].map(({ at }) => at)].map(Number)));

function factsOf(fine: Fine, language: Language): NoteFacts {
  const { reference, shortCode, country, plate, type, place, at, deadline, due, paidAmount, remaining } = fine;
  return {
    number: toNoteNumber(reference),
    reference,
    shortCode,
    bankReference: showBankReference(toBankReference(reference)),
    country,
    plate,
    infraction: { label: type.labels[language] ?? type.labels.fr, french: type.labels.fr },
    article: type.article,
    place: place.text,
    at,
    deadline,
    due,
    paid: { amount: paidAmount, currency: due.currency },
    remaining,
    payable: isPayable(fine),
    issuedAt: standsSince(fine),
  };
}

/** The same facts, the same paper: whatever changes what is printed makes a new one. */
const fingerprint = (facts: NoteFacts): string =>
  createHash('sha256').update(JSON.stringify(facts)).digest('base64url').slice(0, 22);

export function createNotes({ files, printNote }: NotesDeps): Notes {
  return {
    async print(fine, language) {
      const facts = factsOf(fine, language);
      const key = `note:${fine.id}:${language}:${fingerprint(facts)}`;
      const name = `note-${fine.reference}.pdf`;
      const stored =
        (await files.byKey(key)) ??
        (await files.put({ bytes: await printNote(facts, language), name, owner: fine.ownerId ?? 'fines', key }));
      return {
        kind: 'document',
        fileId: stored.id,
        name,
        mimeType: 'application/pdf',
        caption: t('documents:note.attachment', { reference: fine.reference }),
      };
    },
  };
}
