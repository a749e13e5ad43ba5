/** What a browser has of what an avatar uses. */
export interface Support {
  /** The figure can be drawn in three dimensions. */
  readonly webgl2: boolean;
  /** Speech can be heard. */
  readonly audio: boolean;
  /** Speech plays sample-exact, apart from the page's own work. Without it, it plays all the same. */
  readonly audioWorklet: boolean;
  /** Models that are compressed can be decoded. */
  readonly webAssembly: boolean;
  /** A session with the server can be kept open. */
  readonly webSocket: boolean;
  /** A microphone can be asked for: it takes https, or localhost. */
  readonly microphone: boolean;
  /** What is seen: the model, or the drawing that stands in for it. */
  readonly figure: '3d' | '2d';
  /** How speech comes, or that none can be heard. */
  readonly speech: 'session' | 'rest' | 'none';
  /** True when the avatar can be seen and heard as it is meant, with nothing standing in. */
  readonly ok: boolean;
}

/** Looks at what this browser can do. Takes a few milliseconds the first time: it makes a WebGL context and lets it go. */
export function checkSupport(): Support {
  const webgl2 = hasWebGL2();
  const audio = typeof AudioContext !== 'undefined' || 'webkitAudioContext' in globalThis;
  const webAssembly = typeof WebAssembly === 'object';
  const webSocket = typeof WebSocket === 'function';
  const figure = webgl2 ? '3d' : '2d';
  const speech = !audio ? 'none' : webSocket ? 'session' : 'rest';
  return {
    webgl2,
    audio,
    audioWorklet: typeof AudioWorkletNode === 'function',
    webAssembly,
    webSocket,
    microphone: typeof navigator !== 'undefined' && navigator.mediaDevices !== undefined,
    figure,
    speech,
    ok: webgl2 && webAssembly && speech === 'session',
  };
}

function hasWebGL2(): boolean {
  if (typeof document === 'undefined') return false;
  const context = document.createElement('canvas').getContext('webgl2');
  // Browsers allow few contexts at a time: this one must not take the place of a figure's.
  context?.getExtension('WEBGL_lose_context')?.loseContext();
  return context !== null;
}
