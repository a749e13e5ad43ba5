import { describe, expect, it } from 'vitest';
import { tighten } from '../../build/three_slim.ts';

describe('tightening a shader', () => {
  it('drops comments and blanks but keeps lines apart', () => {
    const shader = '\n#ifdef USE_MAP // why\n\n\t\tvec4 a  = b; /* two\nlines */\n\n#endif\n';
    expect(tighten(shader)).toBe('\n#ifdef USE_MAP\nvec4 a = b;\n#endif\n');
  });
});
