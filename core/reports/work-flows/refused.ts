import { t, type Words } from '../../dialog/words.ts';
import { isLisoloError } from '../../errors.ts';
import { refusalOf } from '../refusals.ts';

/** Why something was not done; whatever is no refusal is thrown again. */
export const refusedAs = (error: unknown): Words =>
  isLisoloError(error, 'unsupported_media') || isLisoloError(error, 'too_large')
    ? t('report-work:refused.photo')
    : refusalOf(error);
