import type { AudioHeader } from './messages.gen.ts';

export * from './decode.ts';
export * from './messages.gen.ts';

/** The two sets of track columns, as in `Hello.channel_space`. */
export type ChannelSpace = 'viseme15' | 'arkit52';

/** The forms in which sound travels, as in `Hello.codecs`. */
export type Codec = AudioHeader['codec'];
