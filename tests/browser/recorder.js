// Notes, at every animation frame, what the page has just drawn. Installed by the tests with add_init_script.
//
// lipGap() measures the real geometry: the distance between two inner-lip vertices that touch at rest and are pulled
// apart by jawOpen, with every morph target applied as three does it.
window.recorder = (() => {
  const rows = [];
  let running = false;
  let pair = null;

  function meshes(avatar) {
    const found = [];
    avatar.model.traverse((node) => {
      if (node.isMesh && node.morphTargetDictionary) found.push(node);
    });
    return found;
  }

  function findPair(avatar) {
    let best = null;
    for (const mesh of meshes(avatar)) {
      const index = mesh.morphTargetDictionary.jawOpen;
      if (index === undefined) continue;
      const rest = mesh.geometry.attributes.position;
      const delta = mesh.geometry.morphAttributes.position[index];
      const closure = mesh.geometry.morphAttributes.position[mesh.morphTargetDictionary.viseme_aa];
      let most = 0;
      for (let i = 0; i < delta.count; i++) most = Math.max(most, -delta.getY(i));
      const lower = [];
      const upper = [];
      // The middle of the mouth: near the plane of symmetry, at the front of the face, where viseme_aa moves things.
      let front = -Infinity;
      for (let i = 0; i < rest.count; i++) front = Math.max(front, rest.getZ(i));
      for (let i = 0; i < rest.count; i++) {
        if (Math.abs(rest.getX(i)) > 0.006 || rest.getZ(i) < front - 0.06) continue;
        const drop = -delta.getY(i);
        if (drop > 0.5 * most && -closure.getY(i) > 0.002) lower.push(i);
        else if (drop < 0.15 * most) upper.push(i);
      }
      for (const a of upper) {
        for (const b of lower) {
          const distance = Math.hypot(
            rest.getX(a) - rest.getX(b), rest.getY(a) - rest.getY(b), rest.getZ(a) - rest.getZ(b));
          if (!best || distance < best.distance) best = { mesh, a, b, distance };
        }
      }
    }
    return best;
  }

  function y(mesh, vertex) {
    const { position } = mesh.geometry.attributes;
    const deltas = mesh.geometry.morphAttributes.position;
    let value = position.getY(vertex);
    mesh.morphTargetInfluences.forEach((weight, index) => {
      if (weight !== 0) value += weight * deltas[index].getY(vertex);
    });
    return value;
  }

  function lipGapMm() {
    const avatar = window.visavis;
    if (!pair) pair = findPair(avatar);
    return pair ? (y(pair.mesh, pair.a) - y(pair.mesh, pair.b)) * 1000 : null;
  }

  let lastFrame = -1;
  function tick(begun) {
    if (!running) return;
    const { probe } = window.visavis;
    if (probe.frameCount !== lastFrame) {
      lastFrame = probe.frameCount;
      rows.push({
        begun,
        at: performance.now(),
        utterance: probe.lastFrame.utterance,
        seconds: probe.lastFrame.seconds,
        context_s: probe.lastFrame.contextTime,
        gap: lipGapMm(),
        activity: probe.face.reduce((sum, weight, index) => (index >= 14 && index < 41 ? sum + weight : sum), 0),
        face: Array.from(probe.face),
      });
    }
    requestAnimationFrame(tick);
  }

  return {
    lipGapMm,
    start() {
      rows.length = 0;
      running = true;
      requestAnimationFrame(tick);
    },
    stop() {
      running = false;
      return rows.slice();
    },
    rows,
  };
})();

// Events of the avatar, in order, with the moment they came.
window.heardEvents = [];
window.listenToAvatar = () => {
  const names = ['ready', 'error', 'speakstart', 'speakend', 'word', 'sentence', 'mark', 'interrupted', 'connection',
    'autoplayblocked', 'statechange', 'clipstart', 'clipend', 'figure', 'turnstart', 'turnend',
    'transcript', 'bargein', 'hearing', 'handover'];
  for (const name of names) {
    window.visavis.events.on(name, (detail) => {
      window.heardEvents.push({ name, at: performance.now(), detail: JSON.parse(JSON.stringify(detail ?? null)) });
    });
  }
};
