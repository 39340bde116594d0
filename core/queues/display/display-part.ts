import type { Connection } from 'mongoose';
import type { Clock } from '../../clock.ts';
import type { Log } from '../../log.ts';
import type { OfficeFinder } from '../../organisations/index.ts';
import { createAnnouncements } from './announcements.ts';
import { createBoards } from './board.ts';
import { createDisplayFeed } from './display-feed.ts';
import { createDisplayLog } from './display-log.ts';

/** Builds what the screens in the halls live on. */
export function createDisplayPart(deps: {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Log;
  readonly offices: Pick<OfficeFinder, 'branch'>;
  readonly displayTimes?: { readonly pollMs?: number; readonly countMs?: number };
}) {
  const displayLog = createDisplayLog(deps);
  const displayBoards = createBoards(deps);
  const announcements = createAnnouncements({ ...deps, displayLog });
  return {
    displayLog,
    displayBoards,
    displayFeed: createDisplayFeed({ ...deps, ...deps.displayTimes, displayLog, boards: displayBoards, announcements }),
    /** Hears of every change of a ticket. */
    announceTicket: announcements.ticketChanged,
  };
}
