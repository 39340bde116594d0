/** In characters. */
export const longestWords = 1_000;
export const longestComment = 500;
export const longestPlace = 120;
/** Of the problem, on one report. */
export const mostPhotos = 5;
export const mostComments = 300;
/** Told by one person on one day. */
export const reportsPerDay = 20;
/** Written by one person in a day, on all reports together. */
export const commentsPerDay = 50;
/** So many people who flag a report or a comment hide it, until a moderator has looked; those from before count no more. */
export const flagsThatHide = 3;

/** Why a body does nothing about a report; texts in `report-work:reason.<code>`. */
export const rejectReasons = ['not_ours', 'not_found', 'unclear', 'already_done', 'private_ground', 'false'] as const;
export type RejectReason = (typeof rejectReasons)[number];
