/** Something that was asked for and cannot be done, with the same fields as an `error` event. */
export class AvatarFault extends Error {
  /** For programs, such as `not_supported`. */
  readonly code: string;
  /** Whether the same may succeed later. */
  readonly retryable: boolean;

  constructor(code: string, message: string, retryable = false) {
    super(message);
    this.name = 'AvatarFault';
    this.code = code;
    this.retryable = retryable;
  }
}
