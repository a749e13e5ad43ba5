import { useRef, useState } from 'react';
import type { VisavisAvatarElement } from 'visavis';
import { Avatar } from './Avatar';

const server = new URLSearchParams(location.search).get('server') ?? 'http://127.0.0.1:8080';

/** A help desk with an avatar: what it says is shown while it is heard. */
export function Desk() {
  const avatar = useRef<VisavisAvatarElement>(null);
  const [heard, setHeard] = useState('');
  const [state, setState] = useState('idle');
  const [problem, setProblem] = useState('');

  return (
    <main>
      <Avatar
        ref={avatar}
        server={server}
        avatar="pip"
        shot="head"
        quality="low"
        onSentence={({ text }) => setHeard(text)}
        onStateChange={setState}
        onError={({ code, message }) => setProblem(`${code}: ${message}`)}
      />
      <button type="button" onClick={() => avatar.current?.speak('您好，这里是 React 的页面。')}>
        打招呼
      </button>
      <button type="button" onClick={() => avatar.current?.interrupt()}>
        停止
      </button>
      <p id="heard" aria-live="polite">
        {heard}
      </p>
      <p id="state">{state}</p>
      <p id="problem">{problem}</p>
    </main>
  );
}
