import type { Ref } from 'react';
import type { AvatarAttributes, AvatarError, TextStretch, VisavisAvatarElement } from 'visavis';
import type {} from 'visavis/react';
import 'visavis/element';

interface AvatarProps extends AvatarAttributes {
  readonly ref?: Ref<VisavisAvatarElement>;
  readonly onSentence?: (sentence: TextStretch) => void;
  readonly onStateChange?: (state: string) => void;
  readonly onError?: (error: AvatarError) => void;
}

/** The element as a component. React 19 listens to any event of an element: `onsentence` to `sentence`, and so on. */
export function Avatar({ onSentence, onStateChange, onError, ...attributes }: AvatarProps) {
  return (
    <visavis-avatar
      style={{ width: 240, height: 300 }}
      onsentence={({ detail }) => onSentence?.(detail)}
      onstatechange={({ detail }) => onStateChange?.(detail.state)}
      onerror={({ detail }) => onError?.(detail)}
      {...attributes}
    />
  );
}
