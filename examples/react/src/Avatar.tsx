import { type Ref, useEffect, useImperativeHandle, useRef } from 'react';
import type { AvatarError, ElementEventMap, VisavisAvatarElement } from 'visavis';
import 'visavis/element';

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'visavis-avatar': React.DetailedHTMLProps<React.HTMLAttributes<VisavisAvatarElement>, VisavisAvatarElement> & {
        server?: string;
        avatar?: string;
        shot?: string;
        quality?: string;
      };
    }
  }
}

interface AvatarProps {
  readonly ref?: Ref<VisavisAvatarElement | null>;
  readonly server: string;
  readonly avatar: string;
  readonly shot?: string;
  readonly quality?: string;
  readonly onSentence?: (sentence: { readonly id: string; readonly text: string }) => void;
  readonly onStateChange?: (state: string) => void;
  readonly onError?: (error: AvatarError) => void;
}

/** The element as a component. Events are listened to once; what they call may change with every render. */
export function Avatar({ ref, onSentence, onStateChange, onError, ...attributes }: AvatarProps) {
  const element = useRef<VisavisAvatarElement>(null);
  const callbacks = useRef({ onSentence, onStateChange, onError });
  callbacks.current = { onSentence, onStateChange, onError };
  useImperativeHandle(ref, () => element.current!, []);

  useEffect(() => {
    const listening = new AbortController();
    const on = <K extends keyof ElementEventMap>(name: K, told: (detail: ElementEventMap[K]['detail']) => void) =>
      element.current?.addEventListener(name, ((event: ElementEventMap[K]) => told(event.detail)) as EventListener, {
        signal: listening.signal,
      });
    on('sentence', (detail) => callbacks.current.onSentence?.(detail));
    on('statechange', ({ state }) => callbacks.current.onStateChange?.(state));
    on('error', (detail) => callbacks.current.onError?.(detail));
    return () => listening.abort();
  }, []);

  return <visavis-avatar ref={element} style={{ width: 240, height: 300 }} {...attributes} />;
}
