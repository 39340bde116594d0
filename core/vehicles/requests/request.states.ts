/** What can be asked of the administration: a vehicle that it does not know, one that is the asker's, or that it puts something right. */
export const requestKinds = ['declare', 'claim', 'change'] as const;
export type RequestKind = (typeof requestKinds)[number];

export const requestStates = ['pending', 'accepted', 'rejected', 'withdrawn'] as const;
export type RequestState = (typeof requestStates)[number];

/** Who moves a request: whoever asks, or whoever decides. */
export type RequestMover = 'author' | 'office';

/** From where to where, and by whom. */
export const requestTransitions: Readonly<
  Record<RequestState, Readonly<Partial<Record<RequestState, readonly RequestMover[]>>>>
> = {
  pending: { accepted: ['office'], rejected: ['office'], withdrawn: ['author'] },
  accepted: {},
  rejected: {},
  withdrawn: {},
};

export const mayMove = (from: RequestState, to: RequestState, mover: RequestMover): boolean =>
  requestTransitions[from][to]?.includes(mover) ?? false;

/** What an administrator gives as the reason of a decision; `requests:reason.<code>`. Own words may stand instead of it. */
export const decisionReasons = {
  accepted: ['papers_fit', 'facts_fit'],
  rejected: ['not_proven', 'papers_unreadable', 'not_the_same', 'already_registered', 'owner_objects'],
} as const satisfies Record<'accepted' | 'rejected', readonly string[]>;
export type RequestDecision = keyof typeof decisionReasons;

export const isReasonOf = (decision: RequestDecision, code: string): boolean =>
  decisionReasons[decision].some((reason) => reason === code);

/** Days in which the present owner can object to a claim. */
const objectionDays = 7;
export const objectionUntil = (askedAt: Date): Date => new Date(askedAt.getTime() + objectionDays * 86_400_000);
export const mostPhotos = 6;
/** Characters of anybody's own words. */
export const longestWords = 500;
/** Requests of one person that wait for an answer at once, and that are made within a day. */
export const mostOpen = 10;
export const mostPerDay = 20;
