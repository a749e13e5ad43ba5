import type { Object3D, Scene, WebGLRenderer } from 'three';
import { Adaptation, type AdaptationCallbacks, type QualityMode } from './adaptation.ts';
import { frameShot } from './framing.ts';
import { graftLevel } from './graft.ts';
import { ContactShadow } from './ground.ts';
import { lipsApart } from './lips.ts';
import type { ModelSource, ModelTint } from './manifest.ts';
import { dressModel } from './materials.ts';
import type { Stage } from './stage.ts';
import { measure, type Standing } from './stature.ts';
import { Studio } from './studio.ts';
import { textureBytes } from './texture_bytes.ts';
import { TIER_SETTINGS, type TierSettings } from './tier_settings.ts';
import type { Tier } from './tiers.ts';
import { applyTint } from './tints.ts';

/** A tint of the model and the colour it has now. */
export interface Tint extends ModelTint {
  readonly colour: string;
}

/** What was drawn last and what the graphics card holds for it. */
export interface Held {
  readonly drawCalls: number;
  readonly geometries: number;
  readonly textures: number;
  readonly programs: number;
  /** Memory of the model's images, about. */
  readonly textureBytes: number;
}

/**
 * How one model looks: its materials as rich as a tier affords, its colours, its shadow on the ground. A script of
 * its own, fetched beside the model.
 */
export class Look {
  readonly model: Object3D;
  readonly source: ModelSource;
  /** Where the camera stands for its shots. */
  readonly frameShot = frameShot;
  private textureBytes = 0;
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

  /** @returns what is wrong, for people; nothing when it is done */
  setTint(name: string, colour: string): string | null {
    const { tints = [] } = this.source.manifest;
    const tint = tints.find((one) => one.name === name);
    if (!tint) return `no tint "${name}"; there are: ${tints.map((one) => one.name).join(', ') || 'none'}`;
    if (!CSS.supports('color', colour)) return `tint "${name}" needs a colour, received "${colour}"`;
    this.colours.set(name, colour);
    applyTint(this.model, tint, colour);
    return null;
  }

  /** The shadow under the model, see {@link ContactShadow}. */
  shadow(size: number, floor: number, at: readonly [number, number]): ContactShadow {
    return new ContactShadow(this.model, size, floor, at);
  }

  /** What its tier draws. */
  get settings(): TierSettings {
    return TIER_SETTINGS[this.currentTier];
  }

  /** Where it stands, and its shots. To be asked before it moves. */
  stature(): Standing {
    return measure(this.model, this.source.manifest);
  }

  held({ info }: WebGLRenderer): Held {
    const { geometries, textures } = info.memory;
    const { textureBytes } = this;
    return { drawCalls: info.render.calls, geometries, textures, programs: info.programs?.length ?? 0, textureBytes };
  }

  /** Begins to fit the picture on a stage to the device. */
  adapt(stage: Stage, mode: QualityMode, maxFps: number | undefined, callbacks: AdaptationCallbacks): Adaptation {
    return new Adaptation(stage, this, mode, maxFps ?? 0, callbacks);
  }

  /** The lamps for a scene, which stay for the models that come after. */
  studio(scene: Scene): Studio {
    return new Studio(scene);
  }
}
