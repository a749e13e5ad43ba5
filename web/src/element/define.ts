import { VisavisAvatarElement } from './avatar_element.ts';

/** The element's name in HTML. */
export const TAG = 'visavis-avatar';

/** Makes `<visavis-avatar>` known to the page. Once is enough; another time, or on a server, nothing happens. */
export function defineElement(): void {
  if (typeof customElements !== 'undefined' && !customElements.get(TAG))
    customElements.define(TAG, VisavisAvatarElement);
}

declare global {
  interface HTMLElementTagNameMap {
    'visavis-avatar': VisavisAvatarElement;
  }
}
