let count = 0;

/** An id for a turn that begins, of this page and no other. */
export function newTurnId(): string {
  return `t${++count}-${Math.floor(Math.random() * 0x7fffffff).toString(36)}`;
}
