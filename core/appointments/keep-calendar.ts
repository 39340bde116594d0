import type { Attachment } from '../dialog/types.ts';
import type { FileService } from '../files/index.ts';
import type { Appointment } from './appointment.model.ts';

const dayMs = 86_400_000;

/** The appointment for a calendar, ready to be put on a screen or into a notice; stored once for each change of it. */
export async function keepCalendar(
  files: Pick<FileService, 'put'>,
  { id, personId, history, endsAt }: Appointment,
  { name, text }: { readonly name: string; readonly text: string },
): Promise<Attachment> {
  const file = await files.put({
    bytes: Buffer.from(text),
    name,
    owner: personId,
    keepUntil: new Date(endsAt.getTime() + dayMs),
    key: `appointment-calendar:${id}:${history.length}`,
    made: 'text/calendar',
  });
  return { kind: 'document', fileId: file.id, name: file.name, mimeType: file.mimeType };
}
