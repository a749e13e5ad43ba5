import { describe, expect, it } from 'vitest';
import { OpusStream } from '../../../src/audio/opus/opus_stream.ts';
import { splitPackets } from '../../../src/audio/opus/packets.ts';
import { decoded, FakeDecoder, packet } from './fake_decoder.ts';

const PRE_SKIP = 312;

function stream(decoders: FakeDecoder[]) {
  const sound: number[] = [];
  const log: string[] = [];
  let made = 0;
  const made_of = decoders.map((decoder) => () => {
    made++;
    return decoder;
  });
  const opus = new OpusStream(made_of, PRE_SKIP, {
    sound: (first, samples, final) => {
      expect(first).toBe(sound.length);
      sound.push(...samples);
      if (final) log.push('final');
    },
    trouble: (error) => log.push(`trouble: ${error}`),
    lost: () => log.push('lost'),
  });
  return { opus, sound, log, made: () => made };
}

describe('packets', () => {
  it('are taken apart by their lengths', () => {
    const payload = Uint8Array.of(1, 0, 7, 3, 0, 1, 2, 3);
    expect(splitPackets(payload)).toEqual([Uint8Array.of(7), Uint8Array.of(1, 2, 3)]);
    expect(splitPackets(new Uint8Array(0))).toEqual([]);
  });

  it.each([[[5]], [[2, 0, 7]], [[0, 0]], [[1, 0, 7, 9]]])('that do not fit are refused: %s', (bytes) => {
    expect(() => splitPackets(Uint8Array.from(bytes))).toThrow(RangeError);
  });
});

describe('an utterance in Opus', () => {
  it('is heard from the sample after the delay to its last, none missing at a joint', async () => {
    const { opus, sound, log } = stream([new FakeDecoder()]);
    opus.push([packet(1)], null);
    opus.push([packet(2), packet(3)], null);
    opus.push([packet(4)], 3200);
    await opus.idle;
    expect(sound).toEqual(decoded(1, 2, 3, 4).slice(PRE_SKIP, PRE_SKIP + 3200));
    expect(log).toEqual(['final']);
  });

  it('may be shorter than the delay, or bring its end without a packet', async () => {
    const short = stream([new FakeDecoder()]);
    short.opus.push([packet(1)], 10);
    await short.opus.idle;
    expect(short.sound).toEqual(decoded(1).slice(PRE_SKIP, PRE_SKIP + 10));
    const empty = stream([new FakeDecoder()]);
    empty.opus.push([packet(1), packet(2)], null);
    empty.opus.push([], 1608);
    await empty.opus.idle;
    expect(empty.sound.length).toBe(1608);
    expect(empty.log).toEqual(['final']);
  });

  it('tells a decoder that begins in the middle the four packets before', async () => {
    const decoder = new FakeDecoder();
    const { opus } = stream([decoder]);
    opus.push([1, 2, 3, 4, 5].map(packet), null);
    opus.push([packet(6)], null);
    opus.push([packet(7)], null);
    await opus.idle;
    expect(decoder.asked.map(({ lead }) => lead)).toEqual([[], [2, 3, 4, 5], [3, 4, 5, 6]]);
  });

  it('goes on with the next decoder where one fails', async () => {
    const [first, second] = [new FakeDecoder(), new FakeDecoder()];
    first.failsFrom = 1;
    const { opus, sound, log } = stream([first, second]);
    opus.push([packet(1), packet(2)], null);
    opus.push([packet(3)], null);
    opus.push([packet(4)], 3000);
    await opus.idle;
    expect(sound).toEqual(decoded(1, 2, 3, 4).slice(PRE_SKIP, PRE_SKIP + 3000));
    expect(second.asked[0]).toEqual({ packets: [3], lead: [1, 2] });
    expect(log).toEqual(['trouble: Error: taken away', 'final']);
    expect(first.closed && second.closed).toBe(true);
  });

  it('is lost when no decoder is left, and asks for none any more', async () => {
    const decoder = new FakeDecoder();
    decoder.failsFrom = 0;
    const { opus, sound, log, made } = stream([decoder]);
    opus.push([packet(1)], null);
    opus.push([packet(2)], 1000);
    await opus.idle;
    expect(sound).toEqual([]);
    expect(log).toEqual(['trouble: Error: taken away', 'lost']);
    expect(made()).toBe(1);
  });

  it('says nothing after it was closed', async () => {
    const decoder = new FakeDecoder();
    const { opus, sound, log } = stream([decoder]);
    opus.push([packet(1)], null);
    opus.close();
    await opus.idle;
    expect([sound, log]).toEqual([[], []]);
  });
});
