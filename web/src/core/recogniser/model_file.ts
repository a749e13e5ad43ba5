/** A matrix of outputs × inputs, row by row, with the output's bias. */
export interface Layer {
  readonly inputs: number;
  readonly outputs: number;
  readonly weight: Float32Array;
  readonly bias: Float32Array;
}

interface Header {
  readonly format: string;
  readonly version: number;
  readonly layers: readonly { readonly name: string; readonly inputs: number; readonly outputs: number }[];
}

const FORMAT = 'visavis-visemes';
const VERSION = 1;

/**
 * Reads a file of server/visavis/speech/recogniser/model_file.py: the length of a JSON header, the header, and for each
 * layer its rows of whole numbers of -127 to 127, a scale for each row, and the biases. Throws a `RangeError` for any
 * other file.
 */
export function readModel(file: ArrayBuffer): ReadonlyMap<string, Layer> {
  const view = new DataView(file);
  const length = file.byteLength < 4 ? 0 : view.getUint32(0, true);
  if (length === 0 || 4 + length > file.byteLength) throw new RangeError('no viseme model: the file has no header');
  let text = '';
  for (let i = 0; i < length; i++) text += String.fromCharCode(view.getUint8(4 + i));
  const header = parsed(text);
  const layers = new Map<string, Layer>();
  let at = 4 + length;
  for (const { name, inputs, outputs } of header.layers) {
    const whole = inputs * outputs;
    const scales = at + whole + ((4 - (whole & 3)) & 3);
    const end = scales + 8 * outputs;
    if (end > file.byteLength) throw new RangeError(`no viseme model: the file ends before layer ${name} does`);
    const weight = new Float32Array(whole);
    const bias = new Float32Array(outputs);
    for (let row = 0; row < outputs; row++) {
      const scale = view.getFloat32(scales + 4 * row, true);
      for (let i = row * inputs; i < (row + 1) * inputs; i++) weight[i] = view.getInt8(at + i) * scale;
      bias[row] = view.getFloat32(scales + 4 * (outputs + row), true);
    }
    layers.set(name, { inputs, outputs, weight, bias });
    at = end;
  }
  return layers;
}

function parsed(text: string): Header {
  let header: Header;
  try {
    header = JSON.parse(text) as Header;
  } catch {
    throw new RangeError('no viseme model: its header is not JSON');
  }
  if (header.format !== FORMAT || header.version !== VERSION) {
    throw new RangeError(`no viseme model of version ${VERSION}: ${String(header.format)} ${String(header.version)}`);
  }
  return header;
}
