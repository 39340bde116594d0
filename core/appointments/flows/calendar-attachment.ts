import type { Attachment } from '../../dialog/types.ts';
import { t } from '../../dialog/words.ts';
import type { FileService } from '../../files/index.ts';
import type { Appointment } from '../appointment.model.ts';
import { keepCalendar } from '../keep-calendar.ts';
import type { AppointmentService } from '../types.ts';

/** The file for a calendar, with its words, for a chat. */
export const calendarFileOf = async (
  { appointments, files }: { readonly appointments: AppointmentService; readonly files: Pick<FileService, 'put'> },
  appointment: Appointment,
): Promise<Attachment> => ({
  ...(await keepCalendar(files, appointment, await appointments.calendarFile(appointment.id))),
  caption: t('appointments:mine.calendar', { code: appointment.code }),
});
