/** What the avatar is busy with, as a visitor sees it. */
export type Activity = 'idle' | 'listening' | 'thinking' | 'speaking';

/** The activities that a host can ask for; speaking comes with speech. */
export const WAITING_ACTIVITIES = ['idle', 'listening', 'thinking'] as const;
export type WaitingActivity = (typeof WAITING_ACTIVITIES)[number];
