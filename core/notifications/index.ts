export { createAfricasTalkingSms } from './africastalking.ts';
export { createNotificationService } from './notification.service.ts';
export type { NotificationDeps } from './notification.service.ts';
export { notificationJobs } from './notifications.jobs.ts';
export { transitions as noticeTransitions } from './states.ts';
export { noticeStates } from './types.ts';
export type { Deliver, Notice, NoticeChange, NoticeRecord, NoticeState, NotificationService, Route } from './types.ts';
