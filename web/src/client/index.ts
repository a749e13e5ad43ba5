export { socketOpener } from './open_socket.ts';
export {
  type ConnectionState,
  SessionClient,
  type SessionClientOptions,
  type SessionError,
  type SessionEvents,
  type SessionFilter,
  type SessionToken,
  speakMessage,
} from './session_client.ts';
export type { Delivery } from './utterance_book.ts';
