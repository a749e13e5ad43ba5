export { SpeechPlayer, type SpeechPlayerEvents, type SpeechPlayerOptions } from './speech_player.ts';
