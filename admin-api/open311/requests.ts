import { DateTime } from 'luxon';
import { countries, zoneOf } from '../../core/countries/index.ts';
import { t } from '../../core/dialog/words.ts';
import { cityOf } from '../../core/geo/index.ts';
import type { ListedReport } from '../../core/open311/index.ts';
import { activeStates, categoryOf, type SeenReport } from '../../core/reports/index.ts';
import type { DiscoveryDeps } from './discovery.ts';
import type { Answer, Value } from './format.ts';
import { mediaPath } from './media.ts';
import { serviceName, type InLanguage } from './services.ts';

export type RequestsDeps = Pick<DiscoveryDeps, 'config'>;

const isOpen = ({ state }: SeenReport): boolean => activeStates.includes(state);

/** In the time of the country, with its zone (W3C note on date and time formats). */
const toMoment = (at: Date, { country }: SeenReport): string =>
  DateTime.fromJSDate(at, { zone: zoneOf(countries[country].timeZone) })
    .startOf('second')
    .toISO({ suppressMilliseconds: true }) ?? '';

/** The change that brought it where it is. */
const lastMove = ({ history, state }: SeenReport) => history.findLast(({ to }) => to === state);

/** The state, why, and the last public word about it, whatever there is. */
function notesOf(report: SeenReport, { speak, language }: InLanguage): string {
  const move = lastMove(report);
  const words = report.history.findLast(({ role, words: said }) => said !== undefined && role !== 'citizen')?.words;
  return [
    speak(t(`reports:state.${report.state}`), language),
    ...(move?.reason === undefined ? [] : [speak(t(`report-work:reason.${move.reason}`), language)]),
    ...(words === undefined ? [] : [words]),
  ].join('. ');
}

/** From the nearest to the widest. */
const addressOf = ({ street, landmark, commune, city }: SeenReport): string | null =>
  [street, landmark, commune, city === undefined ? undefined : cityOf(city)?.name]
    .filter((part) => part !== undefined)
    .join(', ') || null;

function toRequest(listed: ListedReport, { config }: RequestsDeps, reader: InLanguage): Value {
  const { report, agency } = listed;
  const closed = isOpen(report) ? undefined : lastMove(report);
  const photo = report.photos.find(({ of }) => of === 'problem') ?? report.photos[0];
  const hours = categoryOf(report.category).targetHours;
  return {
    service_request_id: report.number,
    status: isOpen(report) ? 'open' : 'closed',
    status_notes: notesOf(report, reader),
    service_name: serviceName(report.category, reader),
    service_code: report.category,
    description: report.words === '' ? null : report.words,
    agency_responsible: agency ?? null,
    service_notice: isOpen(report) ? reader.speak(t('open311:notice.target', { hours }), reader.language) : null,
    requested_datetime: toMoment(report.createdAt, report),
    updated_datetime: toMoment(closed?.at ?? report.changedAt, report),
    expected_datetime: isOpen(report) ? toMoment(report.dueAt, report) : null,
    address: addressOf(report),
    address_id: null,
    zipcode: null,
    lat: report.position?.latitude ?? null,
    long: report.position?.longitude ?? null,
    media_url: photo ? config.publicUrl + mediaPath(listed, photo.fileId) : null,
  };
}

/** GET Service Requests, and one of them. */
export const toRequests = (listed: readonly ListedReport[], deps: RequestsDeps, reader: InLanguage): Answer => ({
  root: 'service_requests',
  value: listed.map((one) => toRequest(one, deps, reader)),
});
