export { OpusStream } from './opus_stream.ts';
export type { DecoderMaker } from './packet_decoder.ts';
export { OPUS_RATE_HZ, splitPackets } from './packets.ts';
export { provenDecoders } from './proof.ts';
