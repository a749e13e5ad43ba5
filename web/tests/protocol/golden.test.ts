import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { decodeFrame, decodeMessage, PROTOCOL_VERSION } from '../../src/protocol/index.ts';

const golden = resolve(import.meta.dirname, '../../../tests/golden');
const schema = JSON.parse(
  readFileSync(resolve(import.meta.dirname, '../../src/protocol/messages.schema.json'), 'utf8'),
);
const ajv = new Ajv2020({ strict: false, discriminator: false });
ajv.addSchema(schema, 'wire');

function files(folder: string, extension: string): string[] {
  const path = resolve(golden, folder);
  return existsSync(path) ? readdirSync(path).filter((name) => name.endsWith(extension)) : [];
}

const messages = files('messages', '.json');
const frames = files('frames', '.bin');
const TURNS = ['turn_state', 'transcript', 'go_on', 'show', 'handover', 'turn_end'];
const SERVER_TYPES = ['welcome', 'utterance_start', 'interrupted', 'pong', 'error', ...TURNS];
const CLIENT_TYPES = ['hello', 'speak', 'speak_audio', 'interrupt', 'pause', 'resume', 'playback', 'ping'];

describe('golden messages', () => {
  const bodies = messages.map((name) => readFileSync(resolve(golden, 'messages', name), 'utf8'));
  const types = bodies.map((body) => JSON.parse(body).type);

  it('there is one of every type on the wire', () => {
    for (const type of [...SERVER_TYPES, ...CLIENT_TYPES]) expect(types, `an example of ${type}`).toContain(type);
  });

  for (const [index, name] of messages.entries()) {
    const body = JSON.parse(bodies[index]);
    if (name.startsWith('agent_')) {
      // Between server and agents types mean other things.
      it(`${name} is a message between server and agents`, () => {
        const known = ['AgentMessage', 'AgentEvent'].some((union) => ajv.validate(`wire#/$defs/${union}`, body));
        expect(known, ajv.errorsText()).toBe(true);
      });
      continue;
    }
    if (SERVER_TYPES.includes(body.type)) {
      it(`${name} is decoded with every field`, () => {
        expect(decodeMessage(bodies[index])).toEqual(body);
        expect(ajv.validate('wire#/$defs/ServerMessage', body), ajv.errorsText()).toBe(true);
      });
    }
    if (CLIENT_TYPES.includes(body.type)) {
      it(`${name} is a message that a client may send`, () => {
        expect(ajv.validate('wire#/$defs/ClientMessage', body), ajv.errorsText()).toBe(true);
      });
    }
  }

  it('the version is that of the schema', () => {
    expect(schema.description).toContain(`version ${PROTOCOL_VERSION}.`);
  });
});

describe('golden frames', () => {
  const decoded = frames.map((name) => {
    const bytes = readFileSync(resolve(golden, 'frames', name));
    return decodeFrame(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer);
  });

  it('there is audio and a track', () => {
    expect([...new Set(decoded.map((frame) => frame.type))].sort()).toEqual(['audio', 'track']);
  });

  for (const [index, name] of frames.entries()) {
    it(`${name} is decoded with every field, its payload in place`, () => {
      const frame = decoded[index];
      const bytes = readFileSync(resolve(golden, 'frames', name));
      const length = bytes.readUInt32LE(0);
      expect(frame.header).toEqual(JSON.parse(bytes.subarray(4, 4 + length).toString()));
      expect(ajv.validate('wire#/$defs/FrameHeader', frame.header), ajv.errorsText()).toBe(true);
      const payload = frame.type === 'track' ? frame.rows : frame.header.codec === 'pcm' ? frame.samples : frame.bytes;
      expect(payload.byteOffset).toBe(4 + length);
      expect(Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength)).toEqual(bytes.subarray(4 + length));
    });
  }
});
