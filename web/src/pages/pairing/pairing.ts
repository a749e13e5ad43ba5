import { CodeCard } from './code_card.ts';
import { Invitations, type PagePost } from './invitations.ts';

/** Fetches tokens, and shows a code where nobody has let this browser in yet. */
export function pairing(place: HTMLElement): () => Promise<string> {
  const card = new CodeCard(place, 'pairing');
  const invitations = new Invitations(post, (shown) => (shown ? card.show(shown.code, shown.seconds) : card.hide()));
  return invitations.token;
}

const post: PagePost = async (path, body) => {
  const response = await fetch(new URL(path, document.baseURI).href, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    credentials: 'same-origin',
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.message || `${path} was answered with ${response.status}`);
  return answer;
};
