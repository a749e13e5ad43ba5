import map from '../../../viseme_maps/morphs-to-channels.json';
import { drivesOfMesh } from './foreign_names.ts';
import { JawDrive, mouthOpening } from './jaw.ts';
import type { RigReader } from './rig_reader.ts';
import { missingChannels, speechSpaceOf } from './speech_space.ts';
import { addStandIns } from './stand_ins.ts';

/** Reads models of other makers, in which channels may be missing or bear other names. Knows our own names too. */
export const FOREIGN_RIG: RigReader = {
  drivesOfMesh,
  addStandIns,
  speechSpaceOf,
  missingChannels,
  driveJaw: (bone, model, openDegrees) => new JawDrive(bone, model, openDegrees ?? map.jaw.open_deg),
  mouthOpening,
};
