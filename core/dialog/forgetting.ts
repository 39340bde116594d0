import type { NewTurn } from './turn-store.ts';
import type { Session } from './session.ts';
import type { Words } from './words.ts';

const hour = 3_600_000;
const toTheHour = (at: Date): Date => new Date(Math.floor(at.getTime() / hour) * hour);

/** Nothing of what was said: whoever stands here has just come to the main menu. */
function withoutTraces({ dialled: _dialled, farewell: _farewell, ...session }: Session): Session {
  return { ...session, shown: { values: [], pages: 0 } };
}

/**
 * What is kept of the last turn of a dialog that is to be forgotten: that it was answered, with which words if it is
 * repeated, and about when.
 */
export function forgotten(turn: NewTurn, kept: Words): NewTurn {
  const at = toTheHour(turn.at);
  return {
    ...turn,
    session: { ...withoutTraces(turn.session), at: at.toISOString() },
    reply: { ...turn.reply, notices: [], body: [kept], options: [], attachments: [], asks: [] },
    at,
    expiresAt: toTheHour(turn.expiresAt),
    forgets: true,
  };
}
