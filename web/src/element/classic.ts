// The script of `<script src="https://server.example/visavis.js">`: makes the element known, and `window.Visavis`.
import { VisavisAvatarElement } from './avatar_element.ts';
import { defineElement } from './define.ts';

export { checkSupport } from './check_support.ts';
export { AvatarFault } from './fault.ts';
export { LateFrameClient as FrameClient } from './late_frame_client.ts';
export { loadInner as load } from './load_inner.ts';
export { VisavisAvatarElement };

// Where the script came from there is a server, too.
const own = typeof document === 'undefined' ? null : (document.currentScript as HTMLScriptElement | null);
if (own?.src) VisavisAvatarElement.defaultServer = new URL('.', own.src).href;
defineElement();
