import { newId } from '../../../core/database/index.ts';
import type { NoteFacts } from '../../../core/documents/index.ts';
import type { StoredFile } from '../../../core/files/index.ts';
import { createNotes, type Notes } from '../../../core/fines/index.ts';

/** Notes whose paper is only counted: `printed` are the facts of each sheet that came out of the printer. */
export function paperNotes(printed: NoteFacts[] = []): Notes {
  const stored = new Map<string, StoredFile>();
  return createNotes({
    ussdCode: '*384*123#',
    printNote: (facts) => {
      printed.push(facts);
      return Promise.resolve(Buffer.from('%PDF-1.4'));
    },
    files: {
      byKey: (key) => Promise.resolve(stored.get(key)),
      put({ key = newId(), name }) {
        const file = { id: newId(), name, mimeType: 'application/pdf', size: 8, createdAt: new Date() };
        stored.set(key, file);
        return Promise.resolve(file);
      },
    },
  });
}
