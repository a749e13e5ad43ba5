export { SpeechPlayer, type SpeechPlayerEvents } from './speech_player.ts';
