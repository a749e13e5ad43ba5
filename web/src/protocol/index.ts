export * from './decode.ts';
export * from './messages.gen.ts';

/** The two sets of track columns, as in `Hello.channel_space`. */
export type ChannelSpace = 'viseme15' | 'arkit52';
