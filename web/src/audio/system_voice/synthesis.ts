/** What is used of `speechSynthesis`. */
export type SystemSynthesis = Pick<
  SpeechSynthesis,
  'getVoices' | 'speak' | 'cancel' | 'resume' | 'speaking' | 'pending'
>;

/** The system's synthesis; null in web views that have none. */
export function systemSynthesis(): SystemSynthesis | null {
  const { speechSynthesis, SpeechSynthesisUtterance } = globalThis;
  return speechSynthesis && SpeechSynthesisUtterance ? speechSynthesis : null;
}
