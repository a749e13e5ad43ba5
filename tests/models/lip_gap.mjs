// The faces that the page shows while tracks are spoken, in every mood: the page's own layers and mixer.
// Reads JSON {space, secondsApart, moods, articulation, tracks: [{fps, frames, rows (base64)}]} from standard input;
// writes float32 weights over the face's channels: for every track, mood and moment in turn.
import { readFileSync } from 'node:fs';
import { FACE_CHANNELS } from '../../web/src/core/channels.ts';
import { EmotionLayer } from '../../web/src/core/emotion.ts';
import { FaceMixer } from '../../web/src/core/mixer.ts';
import { SpeechLayer } from '../../web/src/core/speech_layer.ts';

const { space, secondsApart, moods, articulation, tracks } = JSON.parse(readFileSync(0, 'utf8'));
const parts = [];
for (const { fps, rows, frames } of tracks) {
  for (const mood of moods) {
    const clock = { utterance: null, seconds: 0, running: false, update() {} };
    const speech = new SpeechLayer(clock);
    const emotion = new EmotionLayer();
    const mixer = new FaceMixer();
    mixer.add(speech);
    mixer.add(emotion);
    speech.setArticulation(articulation);
    emotion.set(mood);
    for (let settling = 0; settling < 60; settling++) mixer.mix(0.1);
    speech.begin('u', space, fps);
    speech.write('u', 0, new Uint8Array(Buffer.from(rows, 'base64')), true);
    const moments = Math.floor(frames / fps / secondsApart);
    const faces = new Float32Array(moments * FACE_CHANNELS.length);
    for (let moment = 0; moment < moments; moment++) {
      Object.assign(clock, { utterance: 'u', seconds: moment * secondsApart, running: true });
      faces.set(mixer.mix(secondsApart), moment * FACE_CHANNELS.length);
    }
    parts.push(Buffer.from(faces.buffer));
  }
}
process.stdout.write(Buffer.concat(parts));
