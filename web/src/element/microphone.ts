import { AvatarFault } from './fault.ts';

/**
 * Asks for the visitor's microphone, with what browsers do against echo and noise. Throws AvatarFault:
 * `microphone_denied`, `microphone_missing`, `microphone_unavailable`.
 */
export async function openMicrophone(deviceId?: string): Promise<MediaStream> {
  const { mediaDevices } = navigator;
  if (!mediaDevices?.getUserMedia) {
    const text = 'this page may not use a microphone: it takes https (or localhost), and a browser that has one';
    throw new AvatarFault('microphone_unavailable', text);
  }
  const audio: MediaTrackConstraints = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
  if (deviceId) audio.deviceId = { exact: deviceId };
  try {
    return await mediaDevices.getUserMedia({ audio });
  } catch (cause) {
    const { name, message } = cause as Error;
    const text = `the microphone cannot be used: ${message || name}`;
    if (name === 'NotAllowedError' || name === 'SecurityError') throw new AvatarFault('microphone_denied', text, true);
    if (name === 'NotFoundError' || name === 'OverconstrainedError')
      throw new AvatarFault('microphone_missing', text, true);
    throw new AvatarFault('microphone_unavailable', text, true);
  }
}
