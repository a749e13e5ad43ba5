import { type AnimationClip, type Mesh, type Object3D, PropertyBinding } from 'three';
import { channelIndex, FACE_CHANNELS } from '../core/channels.ts';
import { TrackBuffer } from '../core/track.ts';
import type { JawDrive } from './jaw.ts';
import type { MouthLoop } from './mouth_clip.ts';
import { OWN_RIG, type RigReader } from './rig_reader.ts';

const JAW_OPEN = channelIndex('jawOpen');
const BAKE_FPS = 60;
const MORPHS = 'morphTargetInfluences';

type Sampler = (seconds: number) => ArrayLike<number>;

/**
 * Samples mouth clips into one track over FACE_CHANNELS, clip after clip; null when no clip moves a known morph
 * target or the driven jaw. Where meshes disagree on a channel the stronger weight counts.
 */
export function bakeMouthClips(
  clips: readonly AnimationClip[],
  model: Object3D,
  jaw: JawDrive | null = null,
  reader: RigReader = OWN_RIG,
): MouthLoop | null {
  const tables = clips
    .map((clip) => bakeClip(clip, model, jaw, reader))
    .filter((rows): rows is Uint8Array => rows !== null);
  if (tables.length === 0) return null;
  const track = new TrackBuffer(FACE_CHANNELS.length, BAKE_FPS);
  let frame = 0;
  for (const rows of tables) {
    track.write(frame, rows, false);
    frame += rows.length / FACE_CHANNELS.length;
  }
  return { track, seconds: (frame - 1) / BAKE_FPS };
}

function bakeClip(clip: AnimationClip, model: Object3D, jaw: JawDrive | null, reader: RigReader): Uint8Array | null {
  const width = FACE_CHANNELS.length;
  const frames = Math.max(2, Math.round(clip.duration * BAKE_FPS));
  const rows = new Uint8Array(frames * width);
  let moves = false;
  for (const track of clip.tracks) {
    const { nodeName, propertyName } = PropertyBinding.parseTrackName(track.name);
    const curve = track as unknown as { createInterpolant(): { evaluate: Sampler } };
    const interpolant = curve.createInterpolant();
    const readers = readersOf(PropertyBinding.findNode(model, nodeName) as Object3D | null, propertyName, jaw, reader);
    if (readers.length > 0) moves = true;
    for (let frame = 0; frame < frames; frame++) {
      const values = interpolant.evaluate((frame / frames) * clip.duration);
      for (const { channel, read } of readers) {
        const at = frame * width + channel;
        rows[at] = Math.max(rows[at]!, Math.min(255, Math.round(read(values) * 255)));
      }
    }
  }
  return moves ? rows : null;
}

/** How the values of one animated property become weights of channels. */
function readersOf(
  node: Object3D | null,
  property: string,
  jaw: JawDrive | null,
  reader: RigReader,
): { readonly channel: number; readonly read: (values: ArrayLike<number>) => number }[] {
  const dictionary = (node as Mesh | null)?.morphTargetDictionary;
  if (property === MORPHS && dictionary) {
    const drives = [...reader.drivesOfMesh(dictionary)];
    return drives.flatMap(([target, list]) =>
      list.map(({ channel }) => ({ channel, read: (values: ArrayLike<number>) => values[target] ?? 0 })),
    );
  }
  if (jaw === null || node !== jaw.bone || property !== 'quaternion') return [];
  return [{ channel: JAW_OPEN, read: (values) => jaw.openingOf(values) }];
}
