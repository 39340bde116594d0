import { t, type Text } from '../../dialog/words.ts';
import type { PhotoReading } from '../readings/plate-readings.service.ts';

/** Why nothing was read, and what to do about it; with `orCode` it may have been meant for its QR code. */
export function adviceFor(reading: PhotoReading, orCode = false): Text {
  if (reading.verdict === 'unread') return t(`plates:unread.${reading.why}`);
  if (reading.verdict !== 'none') return t('plates:unsure');
  return t(orCode && reading.fault === 'no_plate' ? 'plates:none.nothing' : `plates:none.${reading.fault}`);
}
