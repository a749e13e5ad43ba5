import { drivesOf, drivesOfMesh } from './foreign_names.ts';
import { JawDrive, mouthOpening } from './jaw.ts';
import type { RigReader } from './rig_reader.ts';
import { missingChannels, speechSpaceOf } from './speech_space.ts';
import { addStandIns } from './stand_ins.ts';

const DEFAULT_JAW_OPEN_DEGREES = 14;

/** Reads models of other makers, in which channels may be missing or bear other names. Knows our own names too. */
export const FOREIGN_RIG: RigReader = {
  drivesOf,
  drivesOfMesh,
  addStandIns,
  speechSpaceOf,
  missingChannels,
  driveJaw: (bone, model, openDegrees) => new JawDrive(bone, model, openDegrees ?? DEFAULT_JAW_OPEN_DEGREES),
  mouthOpening,
};
