import { t } from '../dialog/words.ts';
import type { Language } from '../dialog/words.ts';
import type { NoteFacts, PrintNote, WaysToPay } from '../documents/index.ts';
import type { Attachment, CountryCode } from '../dialog/types.ts';
import type { FileService } from '../files/index.ts';
import { shortHash } from '../hash.ts';
import { showBankReference, toBankReference } from './bank-reference.ts';
import { contestRefusal, contestUntil, openContestation } from './contestations/rules.ts';
import { isPayable } from './fines.service.ts';
import type { Fine } from './infraction.model.ts';
import { noteDiscount, noteLines } from './note-lines.ts';
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
  /** `*384*123#`. */
  readonly ussdCode: string;
  readonly treasury?: Treasury;
}

/** How the treasury is paid and reached besides the phone. */
export interface Treasury {
  /** Lisolo's own number. */
  readonly whatsapp?: string;
  readonly banks?: Readonly<Partial<Record<CountryCode, NonNullable<WaysToPay['bank']>>>>;
}

/** When the fine came to stand as it does: the last decision, adjustment, contestation or payment. */
const standsSince = ({ createdAt, history, payments, adjustments, contestations }: Fine): Date =>
  new Date(
    Math.max(
      ...[createdAt, ...[...history, ...payments, ...adjustments, ...contestations].map(({ at }) => at)].map(Number),
    ),
  );

function standingOf(fine: Fine): NoteFacts['standing'] {
  const open = openContestation(fine)?.one;
  if (open) return { kind: 'contested', at: open.at };
  const { state: kind } = fine;
  if (kind !== 'dismissed' && kind !== 'voided' && kind !== 'forwarded') return undefined;
  return { kind, at: fine.history.findLast(({ to }) => to === kind)?.at ?? fine.createdAt };
}

function factsOf(fine: Fine, language: Language, ways: WaysToPay): NoteFacts {
  const { reference, shortCode, country, plate, type, place, at, deadline, due, paidAmount, remaining } = fine;
  const [discount, standing, issuedAt] = [noteDiscount(fine), standingOf(fine), standsSince(fine)];
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
    lines: noteLines(fine),
    due,
    paid: { amount: paidAmount, currency: due.currency },
    remaining,
    ...(discount ? { discount } : {}),
    payable: isPayable(fine),
    ...(standing ? { standing } : {}),
    ...(contestRefusal(fine, issuedAt) ? {} : { contestUntil: contestUntil(fine) }),
    ways,
    issuedAt,
  };
}

/** The same facts, the same paper: whatever changes what is printed makes a new one. */
const fingerprint = (facts: NoteFacts): string => shortHash(JSON.stringify(facts));

export function createNotes({ files, printNote, ussdCode, treasury = {} }: NotesDeps): Notes {
  const waysIn = (country: CountryCode): WaysToPay => {
    const bank = treasury.banks?.[country];
    return { ussdCode, ...(treasury.whatsapp ? { whatsapp: treasury.whatsapp } : {}), ...(bank ? { bank } : {}) };
  };
  return {
    async print(fine, language) {
      const facts = factsOf(fine, language, waysIn(fine.country));
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
