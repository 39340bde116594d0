import { t, type Text } from '../dialog/words.ts';
import type { CategoryCode } from './categories.ts';
import type { ReportState } from './report.states.ts';

export const categoryName = (code: CategoryCode): Text => t(`report-categories:name.${code}`);
export const stateName = (state: ReportState): Text => t(`reports:state.${state}`);
