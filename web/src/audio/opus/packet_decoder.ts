/** Decodes one stream of mono Opus packets, stretch by stretch. */
export interface PacketDecoder {
  /**
   * Samples at 48 kHz, -1 to 1, of `packets`: 960 for each. Calls follow each other; each waits for the one before.
   * `lead` are the packets just before these, at most {@link LEAD_PACKETS}, for a decoder that has not decoded them.
   * Rejects when it cannot go on; then it is of no use any more.
   */
  decode(packets: readonly Uint8Array[], lead: readonly Uint8Array[]): Promise<Float32Array>;
  /** Gives up, without waiting. */
  close(): void;
}

/** Begins a decoder. May throw. */
export type DecoderMaker = () => PacketDecoder;
