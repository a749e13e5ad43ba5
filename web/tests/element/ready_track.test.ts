import { describe, expect, it } from 'vitest';
import { readTrack } from '../../src/element/ready_track.ts';

const row = Array.from({ length: 15 }, (_, index) => index);
const track = { channel_space: 'viseme15', fps: 60, channels: [], frames: 2, weights: [row, row] };

describe('a track that was made before', () => {
  it('is read with the words around it', () => {
    const words = [{ start: 0, end: 2, onset_ms: 0, end_ms: 100 }];
    const read = readTrack({ format: 'x', text: '您好', words, sentences: [], marks: [{ name: 'a' }], track });
    expect(read).toMatchObject({ text: '您好', space: 'viseme15', fps: 60, frames: 2, words, marks: [] });
    expect(Array.from(read.rows)).toEqual([...row, ...row]);
  });

  it('is read bare', () => {
    expect(readTrack(track)).toMatchObject({ text: '', frames: 2, words: [] });
  });

  it.each([
    [null, /channel_space is undefined/],
    [{ track: { ...track, channel_space: 'other' } }, /channel_space is other/],
    [{ track: { ...track, fps: 0 } }, /fps is 0/],
    [{ track: { ...track, weights: 'x' } }, /no list of rows/],
    [{ track: { ...track, weights: [row, [1]] } }, /row 1 has not the 15 weights/],
  ])('is refused by name: %j', (json, message) => {
    expect(() => readTrack(json)).toThrow(
      expect.objectContaining({ code: 'track_broken', message: expect.stringMatching(message) }),
    );
  });
});
