/** Why a model cannot be shown. */
export type ModelErrorCode =
  | 'model_not_found'
  | 'model_unreachable'
  | 'model_broken'
  | 'manifest_broken'
  | 'webgl_unavailable';

/** A model that cannot be shown; `retryable` when trying again later may help. */
export class ModelError extends Error {
  readonly code: ModelErrorCode;
  readonly retryable;

  constructor(code: ModelErrorCode, message: string, retryable = false) {
    super(message);
    this.code = code;
    this.retryable = retryable;
    this.name = 'ModelError';
  }
}
