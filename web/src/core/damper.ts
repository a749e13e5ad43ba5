/**
 * Moves values towards targets as critically damped springs: smooth at both ends, no overshoot from rest, and the
 * same path at any frame rate, since each step is the exact solution of the spring.
 */
export class Damper {
  readonly values: Float32Array;
  readonly targets: Float32Array;
  private readonly velocities: Float32Array;

  /** `size` values, all at rest at 0. */
  constructor(size: number) {
    this.values = new Float32Array(size);
    this.targets = new Float32Array(size);
    this.velocities = new Float32Array(size);
  }

  /** One step. After `settleSeconds` 90 % of a way is gone. */
  step(dtSeconds: number, settleSeconds: number): void {
    // (1 + x) e^-x = 0.1 at x = 3.89
    const omega = 3.89 / settleSeconds;
    const decay = Math.exp(-omega * dtSeconds);
    for (let i = 0; i < this.values.length; i++) {
      const away = this.values[i] - this.targets[i];
      const slope = this.velocities[i] + omega * away;
      this.values[i] = this.targets[i] + (away + slope * dtSeconds) * decay;
      this.velocities[i] = (this.velocities[i] - omega * slope * dtSeconds) * decay;
    }
  }

  /** Puts a value at its target at once. */
  settle(): void {
    this.values.set(this.targets);
    this.velocities.fill(0);
  }
}
