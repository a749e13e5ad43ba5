/** Looks of the element's inside. Nothing here is newer than Chrome 77: no `inset`, no `gap` in a flex box. */
const CSS = `
:host { display: block; position: relative; width: 320px; height: 400px; }
:host([hidden]) { display: none; }
.stage { position: absolute; top: 0; left: 0; width: 100%; height: 100%; background: var(--visavis-background, none); }
.over { position: absolute; top: 0; left: 0; width: 100%; height: 100%; pointer-events: none; }
.over ::slotted(*) { pointer-events: auto; }
.start {
  position: absolute; left: 50%; bottom: 16px; transform: translateX(-50%);
  min-width: 48px; min-height: 48px; padding: 0 24px; border: 0; border-radius: 24px;
  font: 600 16px/1.2 var(--visavis-font, system-ui, sans-serif); white-space: nowrap; cursor: pointer;
  color: var(--visavis-start-colour, #fff); background: var(--visavis-start-background, #1b5fd0);
}
.start[hidden] { display: none; }
.start:focus-visible { outline: 3px solid currentColor; outline-offset: -6px; }
`;

let sheet: CSSStyleSheet | null = null;

/**
 * Puts the looks into a shadow root: one sheet for all elements, which a strict content security policy of the host
 * allows, and a style element in engines that know no such sheets.
 */
export function dress(root: ShadowRoot): void {
  if ('adoptedStyleSheets' in root && 'replaceSync' in CSSStyleSheet.prototype) {
    if (!sheet) {
      sheet = new CSSStyleSheet();
      sheet.replaceSync(CSS);
    }
    root.adoptedStyleSheets = [sheet];
    return;
  }
  const style = document.createElement('style');
  style.textContent = CSS;
  root.appendChild(style);
}
