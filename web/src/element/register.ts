import { defineElement } from './define.ts';

// Imported for what it does: `import 'visavis/element'` makes the element known.
defineElement();

export type { VisavisAvatarElement } from './avatar_element.ts';
