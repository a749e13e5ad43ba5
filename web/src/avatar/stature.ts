import { Box3, type Object3D, Vector3 } from 'three';
import type { ModelManifest } from './manifest.ts';
import { SHOT_NAMES, type Shot, type ShotName } from './shots.ts';

/** Bounds of a standing model, metres, and its head's height when a head bone is known. */
export interface Stature {
  readonly bottom: number;
  readonly top: number;
  readonly centre: readonly [x: number, z: number];
  readonly headBase?: number;
}

/** Shots for a model whose manifest has none, in proportion to the model. */
export function deriveShots({ bottom, top, centre: [x, z], headBase }: Stature): Record<ShotName, Shot> {
  const height = Math.max(top - bottom, 1e-3);
  const chin = headBase !== undefined && headBase > bottom && headBase < top ? headBase : top - height * 0.14;
  const head = top - chin;
  const shot = (low: number, high: number): Shot => ({ target: [x, (low + high) / 2, z], height_m: high - low });
  return {
    full: shot(bottom - height * 0.03, top + height * 0.05),
    mid: shot(Math.max(bottom, top - head * 4.4), top + head * 0.35),
    upper: shot(Math.max(bottom, top - head * 2.9), top + head * 0.35),
    head: shot(Math.max(bottom, chin - head * 0.35), top + head * 0.28),
  };
}

/** Where a model stands and how it is to be seen. */
export interface Standing {
  readonly shots: Record<ShotName, Shot>;
  readonly faceHeight: number;
  readonly height: number;
  readonly floor: number;
  readonly centre: readonly [x: number, z: number];
}

/** Measures a model in its rest pose; the shots are its manifest's, where it has any. */
export function measure(model: Object3D, { camera }: Pick<ModelManifest, 'camera'>): Standing {
  model.updateWorldMatrix(true, true);
  const box = new Box3().setFromObject(model);
  const head = model.getObjectByName('Head') ?? model.getObjectByName('mixamorigHead') ?? null;
  const middle = box.getCenter(new Vector3());
  const centre = [middle.x, middle.z] as const;
  const { y: bottom } = box.min;
  const { y: top } = box.max;
  const derived = deriveShots({ bottom, top, centre, headBase: head?.getWorldPosition(new Vector3()).y });
  const shots = { ...derived, ...pickShots(camera) };
  return { shots, faceHeight: shots.head.target[1], height: top - bottom, floor: bottom, centre };
}

function pickShots(camera: ModelManifest['camera'] = {}): Partial<Record<ShotName, Shot>> {
  const shots: Partial<Record<ShotName, Shot>> = {};
  for (const name of SHOT_NAMES) {
    const shot = camera[name];
    if (shot && shot.target?.length === 3 && shot.height_m > 0) shots[name] = shot;
  }
  return shots;
}
