import type { NoticeState } from './types.ts';

/** Who moves a notice from one state to another. All that is not here does not happen. */
export const transitions: readonly { readonly from: NoticeState; readonly to: NoticeState; readonly who: string }[] = [
  { from: 'queued', to: 'sending', who: 'a sender that takes it up' },
  { from: 'sending', to: 'sending', who: 'a sender that takes over after a crash' },
  { from: 'sending', to: 'sent', who: 'the sender' },
  { from: 'sending', to: 'queued', who: 'the sender, to try again later' },
  { from: 'sending', to: 'failed', who: 'the sender, out of routes' },
  { from: 'sending', to: 'suppressed', who: 'the sender, after STOP' },
  { from: 'failed', to: 'queued', who: 'an administrator' },
];

/** The states from which a notice may come into this one. */
export const statesBefore = (to: NoticeState): NoticeState[] =>
  transitions.filter((step) => step.to === to).map(({ from }) => from);
