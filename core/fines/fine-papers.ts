import type { Attachment } from '../dialog/types.ts';
import { t } from '../dialog/words.ts';
import type { Language } from '../dialog/words.ts';
import { qrPng, type Signer } from '../documents/index.ts';
import type { FileService } from '../files/index.ts';
import type { Notice } from '../notifications/index.ts';
import { showPlate } from '../plates/index.ts';
import type { Fine } from './infraction.model.ts';
import type { Notes } from './notes.ts';
import { toNoteNumber } from './reference.ts';

/** What goes with the news of a fine: its note and its page on the web; by e-mail also the bare QR code, to be scanned. */
export type FinePapers = (
  fine: Fine,
  language: Language,
  by: 'chat' | 'email',
) => Promise<Required<Pick<Notice, 'link' | 'attachments'>>>;

export function createFinePapers({
  notes,
  signer,
  files,
  publicUrl,
  specimen = false,
}: {
  readonly notes: Notes;
  readonly signer: Pick<Signer, 'sign'>;
  readonly files: Pick<FileService, 'put'>;
  readonly publicUrl: string;
  /** True where nobody owes anything: demo. */
  readonly specimen?: boolean;
}): FinePapers {
  const base = publicUrl.replace(/\/+$/, '');
  const urlOf = (fine: Fine): string => {
    const token = signer.sign({
      kind: 'notice',
      reference: fine.reference,
      number: toNoteNumber(fine.reference),
      plate: showPlate(fine.plate),
      amount: fine.due,
      remaining: fine.remaining.amount,
      issuedAt: fine.createdAt,
      ...(specimen ? { specimen } : {}),
    });
    return `${base}/v/${token}`;
  };

  async function qrOf(fine: Fine, url: string): Promise<Attachment> {
    const name = `qr-${fine.reference}.png`;
    const wish = { name, owner: fine.ownerId ?? 'fines', key: `fine-qr:${fine.id}`, made: 'image/png' as const };
    const { id } = await files.put({ ...wish, bytes: await qrPng(url) });
    return { kind: 'image', fileId: id, name, mimeType: 'image/png' };
  }

  return async (fine, language, by) => {
    const url = urlOf(fine);
    const note = await notes.print(fine, language);
    return {
      link: { url, label: t('roadside:told.link') },
      attachments: by === 'email' ? [await qrOf(fine, url), note] : [note],
    };
  };
}
