import { FACE_CHANNELS } from '../../core/channels.ts';
import type { Actor } from '../actor.ts';
import type { Tint } from '../look.ts';
import type { ModelManifest } from '../manifest.ts';
import type { RigProfile } from '../rig_profile.ts';
import type { Tinted, TintedParts } from './clothes.ts';
import { type Design, designFor } from './designs.ts';
import { draw } from './drawing.ts';
import { FlatBody } from './flat_body.ts';
import { FlatFace } from './flat_face.ts';
import { Gestures } from './gestures.ts';

/** A drawing can do all that a face does. */
const PROFILE: RigProfile = { speechSpace: 'arkit52', channels: FACE_CHANNELS, missing: [], meshes: 0, jawBone: null };

/** A figure drawn in SVG that performs as a model does. */
export class FlatPerformer implements Actor {
  readonly model = { scene: null };
  readonly binding = { profile: PROFILE };
  readonly mouthLoop = null;
  readonly hasMouthClipOnly = false;
  readonly manifest: ModelManifest;
  private readonly body: FlatBody;
  readonly clips: Actor['clips'];
  readonly look: Actor['look'];
  private readonly face: FlatFace;

  /** @param root an SVG element, which is emptied */
  constructor(root: SVGElement, manifest: ModelManifest) {
    const design = designFor(manifest.name);
    const drawing = draw(root, design);
    const gestures = new Gestures(manifest.clips?.gestures);
    this.manifest = manifest;
    this.face = new FlatFace(drawing, design);
    this.body = new FlatBody(drawing, gestures);
    this.clips = new FlatClips(gestures);
    this.look = new FlatLook(manifest, design, drawing.tinted);
    this.face.apply(new Float32Array(FACE_CHANNELS.length));
  }

  perform(face: Float32Array): void {
    this.face.apply(face);
  }

  embody(): FlatBody {
    return this.body;
  }

  swing(): null {
    return null;
  }

  dispose(): void {}
}

/** A drawing has no loops: what its body does by itself is told to it by whoever moves its head. */
class FlatClips {
  readonly idles = true;
  private readonly gestures: Gestures;

  constructor(gestures: Gestures) {
    this.gestures = gestures;
  }

  get names(): readonly string[] {
    return this.gestures.names;
  }

  set onGesture(listener: Gestures['onGesture']) {
    this.gestures.onGesture = listener;
  }

  get onGesture(): Gestures['onGesture'] {
    return this.gestures.onGesture;
  }

  play(name: string): boolean {
    return this.gestures.play(name);
  }

  setActivity(): void {}

  setStill(): void {}
}

class FlatLook {
  private readonly manifest: ModelManifest;
  private readonly parts: TintedParts;
  private readonly colours = new Map<string, string>();

  constructor(manifest: ModelManifest, design: Design, parts: TintedParts) {
    this.manifest = manifest;
    this.parts = parts;
    // The model's own colours, where they are told.
    for (const { name, default: colour } of manifest.tints || []) {
      if (colour && colour !== design[name as Tinted]) this.paint(name, colour);
    }
  }

  get tints(): readonly Tint[] {
    return (this.manifest.tints || []).map((tint) => ({
      ...tint,
      colour: this.colours.get(tint.name) || tint.default,
    }));
  }

  /** What is wrong, or null. */
  setTint(name: string, colour: string): string | null {
    const names = this.tints.map((tint) => tint.name);
    if (!names.includes(name)) return `no tint "${name}"; there are: ${names.join(', ') || 'none'}`;
    if (!CSS.supports('color', colour)) return `"${colour}" is no colour`;
    this.paint(name, colour);
    return null;
  }

  private paint(name: string, colour: string): void {
    this.colours.set(name, colour);
    for (const part of this.parts[name as Tinted] || []) part.style.fill = colour;
  }
}
