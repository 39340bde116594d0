export type { Announcements } from './announcements.ts';
export type { Board, Boards } from './board.ts';
export type { DisplayNews } from './branch-feed.ts';
export type { DisplayEvent } from './display-event.model.ts';
export type { DisplayFeed } from './display-feed.ts';
export type { DisplayLog } from './display-log.ts';
export { createDisplayPart } from './display-part.ts';
export { displayJobs } from './display.jobs.ts';
