import type { NewTurn } from './turn-store.ts';
import type { Session } from './session.ts';
import { t } from './words.ts';

const hour = 3_600_000;
/** The last turn goes as soon as no channel repeats it any more. */
const keptHours = 2;
const toTheHour = (at: Date): Date => new Date(Math.floor(at.getTime() / hour) * hour);

/** Nothing of what was said: whoever stands here has just come to the main menu. */
function withoutTraces({ dialled: _dialled, farewell: _farewell, ...session }: Session): Session {
  return { ...session, shown: { values: [], pages: 0 } };
}

/** What is kept, for a repeat, of the last turn of a dialog that is to be forgotten: that it is done, and about when. */
export function forgotten(turn: NewTurn): NewTurn {
  const at = toTheHour(turn.at);
  return {
    ...turn,
    session: { ...withoutTraces(turn.session), at: at.toISOString() },
    reply: { ...turn.reply, notices: [], body: [t('dialog:forgotten')], options: [], attachments: [], asks: [] },
    at,
    expiresAt: new Date(at.getTime() + keptHours * hour),
    forgets: true,
  };
}
