import type { Branch, OfficeService } from '../organisations/index.ts';
import type { Appointment } from './appointment.model.ts';
import { isOver } from './appointment.states.ts';

/** RFC 5545, section 3.1: no line is longer than this, its end not counted. */
const longestLine = 75;
const lineEnd = '\r\n';

/** Folds between characters, never within one. */
function folded(line: string): string {
  const parts: string[] = [];
  let part = '';
  let octets = 0;
  for (const sign of line) {
    const size = Buffer.byteLength(sign);
    if (octets + size > longestLine) {
      parts.push(part);
      // The space that begins the next line counts.
      part = '';
      octets = 1;
    }
    part += sign;
    octets += size;
  }
  return [...parts, part].join(`${lineEnd} `);
}

/** RFC 5545, section 3.3.11; other control characters are not allowed in a text. */
const escaped = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')

    .replace(/[\u0000-\u0009\u000b-\u001f\u007f]/g, ' ')
    .replace(/[\\;,]/g, (sign) => `\\${sign}`)
    .replace(/\n/g, '\\n');

/** `20261123T080000Z` */
const utc = (at: Date): string => `${at.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;

function statusOf({ state }: Appointment): string {
  if (state === 'pending') return 'TENTATIVE';
  return state === 'cancelled' || state === 'no_show' ? 'CANCELLED' : 'CONFIRMED';
}

/** One appointment as a calendar (RFC 5545) that any phone takes: the words are the organisation's own. */
export function calendarOf(
  appointment: Appointment,
  { branch, service }: { readonly branch?: Branch | undefined; readonly service?: OfficeService | undefined },
): { readonly name: string; readonly text: string } {
  const { id, code, serviceName, branchName, organisationName, startsAt, endsAt, history, createdAt, state } =
    appointment;
  const title = escaped(`${serviceName} - ${organisationName}`);
  const place = [branchName, branch?.address, branch?.commune].filter((part) => part !== undefined).join(', ');
  const about = [code, ...(service?.documents ?? []).map((one) => `- ${one}`)].join('\n');
  const position = branch?.position;
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Lisolo//Appointments//FR',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    'BEGIN:VEVENT',
    `UID:${id}@lisolo`,
    `SEQUENCE:${history.length - 1}`,
    `DTSTAMP:${utc(history.at(-1)?.at ?? createdAt)}`,
    `DTSTART:${utc(startsAt)}`,
    `DTEND:${utc(endsAt)}`,
    `SUMMARY:${title}`,
    `LOCATION:${escaped(place)}`,
    ...(position ? [`GEO:${position.latitude};${position.longitude}`] : []),
    `DESCRIPTION:${escaped(about)}`,
    `STATUS:${statusOf(appointment)}`,
    'TRANSP:OPAQUE',
    ...(isOver(state) ? [] : ['BEGIN:VALARM', 'ACTION:DISPLAY', 'TRIGGER:-PT1H', `DESCRIPTION:${title}`, 'END:VALARM']),
    'END:VEVENT',
    'END:VCALENDAR',
  ];
  return { name: `${code}.ics`, text: lines.map((line) => folded(line) + lineEnd).join('') };
}
