/** What a layer does to a part of the face while it has weight, as in VRM's override rules. */
export type Override = 'none' | 'blend' | 'block';

/**
 * One owner of some movement of the face. Layers add to a shared array over FACE_CHANNELS; the mixer clears it first.
 *
 * `mouth: "block"` takes the mouth away from the layers below in priority; `"blend"` shares it by weight.
 */
export interface FaceLayer {
  readonly name: string;
  /** 0 to 1; a layer with weight 0 is skipped. */
  weight: number;
  /** How strongly it claims the mouth, and the eyes, from layers of lower priority. */
  readonly mouth: Override;
  readonly eyes: Override;
  /** Higher wins a conflict. */
  readonly priority: number;
  /** 0 to 1: how far the claims above hold just now. A layer that does not say claims with its whole weight. */
  readonly activity?: number;
  /** 0 to 1: how far this layer holds the lips together now. What other layers do to open them is scaled down. */
  readonly lipClosure?: number;
  /** 0 to 1: how far this layer holds the lower lip to the upper teeth now, as in an f. The others' jaws give way. */
  readonly lipBite?: number;
  /** Moves the layer on by `dtSeconds` (0 to 0.1) of animation time. Never called for speech positions. */
  update(dtSeconds: number): void;
  /** Adds this layer's weights, already scaled by `gain` (0 to 1), to `face`. Must not allocate. */
  apply(face: Float32Array, gain: number): void;
}
