import { ModelError } from './model_error.ts';

/** A canvas in the page with its WebGL2 context, made before three has come to draw on it. */
export interface StageCanvas {
  readonly element: HTMLCanvasElement;
  readonly context: WebGL2RenderingContext;
}

/**
 * Opens a transparent canvas that fills its container: the graphics card is made ready while three is still fetched,
 * and where there is none three is not fetched at all.
 *
 * @param multisampled smooths edges
 * @throws ModelError `webgl_unavailable`
 */
export function openCanvas(container: HTMLElement, multisampled: boolean): StageCanvas {
  const element = document.createElement('canvas');
  const context = element.getContext('webgl2', { antialias: multisampled, powerPreference: 'high-performance' });
  if (!context) throw new ModelError('webgl_unavailable', 'this browser gives no WebGL2');
  element.style.cssText = 'display:block;width:100%;height:100%';
  container.appendChild(element);
  return { element, context };
}

/** Takes a canvas out of the page. Browsers allow few contexts at a time: this one is let go at once. */
export function closeCanvas({ element, context }: StageCanvas): void {
  context.getExtension('WEBGL_lose_context')?.loseContext();
  element.remove();
}
