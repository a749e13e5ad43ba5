// Makes `<visavis-avatar>` known to JSX: `import type {} from 'visavis/react'`.
import type { DetailedHTMLProps, HTMLAttributes } from 'react';
import type { AvatarAttributes, AvatarEventHandlers, SessionToken, VisavisAvatarElement } from './element/index.js';

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'visavis-avatar': DetailedHTMLProps<HTMLAttributes<VisavisAvatarElement>, VisavisAvatarElement> &
        AvatarAttributes &
        AvatarEventHandlers & {
          /** Shows that this page may speak, where the server asks for it. */
          readonly token?: SessionToken;
        };
    }
  }
}
