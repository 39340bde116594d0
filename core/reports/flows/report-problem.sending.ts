import { t } from '../../dialog/words.ts';
import { isLisoloError, LisoloError } from '../../errors.ts';
import { reportsPerDay } from '../limits.ts';
import type { Report } from '../report.model.ts';
import { triedReport } from '../refusals.ts';
import type { Next, Step } from './report-problem.steps.ts';

/** Nothing of whoever stays anonymous goes with it, not even the door. */
const nobody = 'anonymous';

function send({ data, deps, caller, turnId }: Step): Promise<Report> {
  const { category = 'other', words = '', place = {}, photos = [], anonymous } = data;
  const { country, personId, channel } = caller;
  return deps.reports.report({
    key: turnId,
    country,
    category,
    words,
    place,
    photos,
    ...(anonymous || !personId ? { source: nobody } : { source: channel, reporterId: personId }),
  });
}

/** What is refused counts for nothing; of any other failure nobody knows, and the same turn comes again. */
async function sendCounted(turn: Step): Promise<Report> {
  const { deps, turnId, caller, data } = turn;
  if (!data.anonymous) return send(turn);
  const taken = [caller.personId ?? '', caller.country, turnId] as const;
  if (!(await deps.anonymousLimit.take(...taken)))
    throw new LisoloError('conflict', { reason: 'too_many_reports', most: reportsPerDay });
  try {
    return await send(turn);
  } catch (error) {
    if (isLisoloError(error)) await deps.anonymousLimit.giveBack(...taken);
    throw error;
  }
}

/** The number on a phone that shows it for a moment only. */
async function remind({ deps, caller, surface }: Step, { id, number }: Report): Promise<void> {
  if (surface.showsFiles || !caller.phone) return;
  await deps.notifications.notify({
    key: `report:${id}:number`,
    to: { channel: 'sms', address: caller.phone },
    body: [t('reports:sent.sms', { number })],
    country: caller.country,
    ...(caller.language && { language: caller.language }),
    essential: true,
  });
}

/** Told once for each turn; what the door has kept of the photos goes, and of whoever is anonymous all that they said. */
export async function sendReport(turn: Step): Promise<Next> {
  const { data, deps } = turn;
  try {
    const tried = await triedReport(() => sendCounted(turn));
    if ('refused' in tried) return { retry: tried.refused };
    const report = tried.done;
    await Promise.all((data.photos ?? []).map((fileId) => deps.files.remove(fileId)));
    if (data.anonymous) {
      const where = { number: report.number, menu: t('report-search:menu') };
      return { end: t('reports:sent.anonymous', where), forget: true };
    }
    await remind(turn, report);
    return { run: 'report-sent', with: { reportId: report.id } };
  } catch (error) {
    if (isLisoloError(error) && error.details['reason'] === 'photo_gone')
      return { go: 'sure', set: { photos: [] }, notice: t('reports:photos.gone') };
    throw error;
  }
}
