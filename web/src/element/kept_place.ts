/** The attribute by which an element keeps its conversation. */
export const KEEP = 'keep-conversation';

/** Where in the tab's memory an element's conversation lies while no page has it. */
export function keptPlace(element: Element, server = ''): string {
  return `visavis ${server} ${element.id}`;
}
