import type { Bone, Object3D } from 'three';

/** Usual names of jaw bones; the same stands in `viseme_maps`, which comes only with a foreign rig. */
export const JAW_NAME =
  /^(mixamorig:?|cc_base_|j_bip_c_|def[-_.]|head_)?(lower_?)?jaw(root|bone|_?master|_?lower)?(_\d+)?$/i;

/** The jaw of a model: the named one, else one by a usual name. */
export function findJaw(model: Object3D, name?: string | null): Object3D | null {
  let found: Object3D | null = null;
  model.traverse((node) => {
    if (
      name
        ? node.name === name
        : !found && ((node as Bone).isBone || node.children.length > 0) && JAW_NAME.test(node.name)
    )
      found = node;
  });
  return found;
}
