import type { Object3D, Scene } from 'three';
import { graftLevel } from './graft.ts';
import { ContactShadow } from './ground.ts';
import { lipsApart } from './lips.ts';
import type { ModelSource, ModelTint } from './manifest.ts';
import { dressModel } from './materials.ts';
import { Studio } from './studio.ts';
import { textureBytes } from './texture_bytes.ts';
import type { Tier } from './tiers.ts';
import { applyTint } from './tints.ts';

export { Adaptation } from './adaptation.ts';

/** A tint of the model and the colour it has now. */
export interface Tint extends ModelTint {
  readonly colour: string;
}

/**
 * How one model looks: its materials as rich as a tier affords, its colours, its shadow on the ground. A script of
 * its own, fetched beside the model.
 */
export class Look {
  readonly model: Object3D;
  readonly source: ModelSource;
  /** Memory that the images of the model take on the graphics card, about. */
  textureBytes = 0;
  private currentTier: Tier;
  private readonly multisampled: boolean;
  private readonly mouthOpen = { value: 0 };
  private readonly colours = new Map<string, string>();

  /** @param multisampled true on a canvas whose pixels have several samples */
  constructor(model: Object3D, source: ModelSource, tier: Tier, multisampled: boolean) {
    this.model = model;
    this.source = source;
    this.multisampled = multisampled;
    this.currentTier = tier;
    this.dress(tier);
  }

  get tier(): Tier {
    return this.currentTier;
  }

  /** Shades everything for a tier. */
  dress(tier: Tier): void {
    this.currentTier = tier;
    dressModel(this.model, tier, this.mouthOpen, this.multisampled);
    for (const [name, colour] of this.colours) this.setTint(name, colour);
    this.textureBytes = textureBytes(this.model);
  }

  /** Takes over the meshes of another level of the same model, shaded for a tier. */
  wear(level: Object3D, tier: Tier): void {
    graftLevel(this.model, level);
    this.dress(tier);
  }

  /** What the shading knows of the face. Once per frame. */
  follow(face: Float32Array): void {
    this.mouthOpen.value = lipsApart(face);
  }

  get tints(): readonly Tint[] {
    return (this.source.manifest.tints ?? []).map((tint) => ({
      ...tint,
      colour: this.colours.get(tint.name) ?? tint.default,
    }));
  }

  /** @returns false when the model has no tint of this name */
  setTint(name: string, colour: string): boolean {
    const tint = this.source.manifest.tints?.find((one) => one.name === name);
    if (!tint) return false;
    this.colours.set(name, colour);
    applyTint(this.model, tint, colour);
    return true;
  }

  /** The shadow under the model, see {@link ContactShadow}. */
  shadow(size: number, floor: number, at: readonly [number, number]): ContactShadow {
    return new ContactShadow(this.model, size, floor, at);
  }

  /** The lamps for a scene, which stay for the models that come after. */
  studio(scene: Scene): Studio {
    return new Studio(scene);
  }
}
