import { RecordingError } from './recording_error.ts';

/** A file, its bytes, or its address relative to the page. */
export type RecordingSource = Blob | ArrayBuffer | URL | string;

/** Bytes of a source, no more than `most` of them. Throws {@link RecordingError}. */
export async function readSource(source: RecordingSource, most: number): Promise<ArrayBuffer> {
  if (source instanceof ArrayBuffer) {
    checkSize(source.byteLength, most);
    // Decoding takes the bytes away from whoever holds them.
    return source.slice(0);
  }
  if (source instanceof Blob) {
    checkSize(source.size, most);
    return await new Response(source).arrayBuffer();
  }
  return download(addressOf(source), most);
}

function addressOf(source: URL | string): string {
  try {
    return new URL(String(source), document.baseURI).href;
  } catch {
    throw new RecordingError('audio_unreachable', `${show(source)} is no address`);
  }
}

/** What lies at an address: of the page's own site, or of another that allows it (CORS). */
async function download(url: string, most: number): Promise<ArrayBuffer> {
  let response: Response;
  try {
    response = await fetch(url);
  } catch {
    const why = 'it does not exist, the network is down, or its site does not allow this page to read it (CORS)';
    throw new RecordingError('audio_unreachable', `${show(url)} cannot be read: ${why}`, true);
  }
  if (!response.ok) {
    const retryable = response.status >= 500;
    throw new RecordingError('audio_unreachable', `${show(url)} cannot be read: HTTP ${response.status}`, retryable);
  }
  const announced = Number(response.headers.get('content-length'));
  if (announced > most) await response.body?.cancel();
  checkSize(announced, most);
  const reader = response.body?.getReader();
  if (!reader) return response.arrayBuffer();
  const parts: Uint8Array[] = [];
  let size = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.length;
    if (size > most) await reader.cancel();
    checkSize(size, most);
    parts.push(part.value);
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes.buffer;
}

function checkSize(bytes: number, most: number): void {
  if (bytes <= most) return;
  const megabytes = (value: number) => (value / 1048576).toFixed(1);
  const text = `the file has ${megabytes(bytes)} MB or more; ${megabytes(most)} MB are allowed`;
  throw new RecordingError('audio_too_large', text);
}

function show(address: URL | string): string {
  const text = String(address);
  return `"${text.length > 100 ? `${text.slice(0, 100)}…` : text}"`;
}
