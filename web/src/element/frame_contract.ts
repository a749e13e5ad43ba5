/** Version of what a page and the embed page in its frame say to each other; a major one, newer fields may come. */
export const FRAME_VERSION = 1;

/** Host to frame. */
export interface FrameRequest {
  readonly visavis: typeof FRAME_VERSION;
  /** The host's own, 1 to 64 characters; the answer has it too. */
  readonly id: string;
  /** As for `getMessage`, or `{ type: 'hello' }` and `{ type: 'status' }`. */
  readonly command: unknown;
}

/** Frame to host: what came of a request. */
export interface FrameAnswer {
  readonly visavis: typeof FRAME_VERSION;
  readonly id: string;
  readonly ok: boolean;
  readonly value?: unknown;
  readonly error?: { readonly code: string; readonly message: string; readonly retryable: boolean };
}

/** Frame to host: something happened, as the element's events tell it. */
export interface FrameEvent {
  readonly visavis: typeof FRAME_VERSION;
  readonly event: string;
  readonly detail: unknown;
}

/** What `hello` and `status` are answered with. */
export interface FrameStatus {
  readonly version: typeof FRAME_VERSION;
  readonly state: string;
  readonly connection: string;
  readonly hasModel: boolean;
  /** The conversation goes on with that of a page before, or from before a break: the visitor need not be greeted. */
  readonly resumed: boolean;
  /** Messages that were dropped: of other windows or origins, of another version, or malformed. */
  readonly dropped: number;
}
