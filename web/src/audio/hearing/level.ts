/** Level of what is digital silence. */
export const SILENT_DB = -100;

/** Level of a stretch of sound in dB of full scale. */
export function levelDb(samples: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < samples.length; i++) sum += samples[i]! * samples[i]!;
  return sum > 0 ? Math.max(SILENT_DB, 10 * Math.log10(sum / samples.length)) : SILENT_DB;
}
