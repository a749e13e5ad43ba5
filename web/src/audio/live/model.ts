import address from '../../../../server/visavis/speech/recogniser/data/visemes.bin?url';

let loading: Promise<ArrayBuffer> | null = null;

/** The recogniser's file, fetched once; null where it cannot be had: then the mouth follows loudness. */
export async function recogniserModel(): Promise<ArrayBuffer | null> {
  loading = loading ?? download();
  try {
    return await loading;
  } catch (cause) {
    console.warn(`visavis: lips follow loudness alone (${cause})`);
    loading = null;
    return null;
  }
}

async function download(): Promise<ArrayBuffer> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: HTTP ${response.status}`);
  return response.arrayBuffer();
}
