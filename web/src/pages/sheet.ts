import {
  type AnimationAction,
  type AnimationClip,
  AnimationMixer,
  type BufferGeometry,
  type Material,
  type Mesh,
  Vector3,
} from 'three';
import { fetchModel } from '../avatar/fetch_model.ts';
import { loadFirst } from '../avatar/load.ts';
import { filesFor } from '../avatar/manifest.ts';
import { loadPerformer, type Performer } from '../avatar/performer.ts';
import { SHOT_NAMES, type ShotName } from '../avatar/shots.ts';
import { Stage } from '../avatar/stage.ts';
import { TIERS, type Tier } from '../avatar/tiers.ts';
import { ARKIT52, channelIndex, FACE_CHANNELS, faceOf, VISEME15 } from '../core/channels.ts';
import { EMOTIONS } from '../core/emotion.ts';
import { MOUTH, PARTS_LIPS, REGION } from '../core/regions.ts';
import { part } from './dom.ts';

/** One picture: what the face and the body do, and how it is framed. */
interface Cell {
  readonly label: string;
  readonly shot: ShotName | 'mouth' | 'eyes';
  /** Degrees that the figure turns to its left. */
  readonly yaw?: number;
  readonly face?: { readonly [channel: string]: number };
  /** Spoken in that mood. */
  readonly viseme?: string;
  readonly clip?: AnimationClip;
  /** Share of the clip, 0 to 1. */
  readonly at?: number;
}

interface Section {
  readonly name: string;
  readonly title: string;
  readonly width: number;
  readonly height: number;
  /** Where none is asked for: close looks are worth what they cost. */
  readonly tier?: Tier;
  readonly cells: readonly Cell[];
}

const CLIP_TIMES = [0.25, 0.5, 0.75];
/** Close-ups of the head shot: how much larger they are, and the mouth's distance below the middle in shares of its height. */
const CLOSE_UPS = { mouth: 3, eyes: 2.4 } as const;
const MOUTH_BELOW = 0.17;

const query = new URLSearchParams(location.search);

/** Draws every picture of a model, one after the other, into the page. */
class Sheet {
  private readonly stage: Stage;
  private readonly performer: Performer;
  private readonly mixer: AnimationMixer;
  private action: AnimationAction | null = null;
  private shadowOf = '';

  constructor(stage: Stage, performer: Performer) {
    this.stage = stage;
    this.performer = performer;
    this.mixer = new AnimationMixer(performer.model.scene);
    stage.setModel(performer.model.scene, performer.manifest, performer.look);
  }

  sections(): readonly Section[] {
    const { manifest, model, clips } = this.performer;
    const around: readonly Cell[] = [30, 75, 180, -75].map((yaw) => ({ label: `upper, ${yaw}°`, shot: 'upper', yaw }));
    const shots: readonly Cell[] = SHOT_NAMES.map((shot) => ({ label: shot, shot }));
    const moods = Object.keys(EMOTIONS);
    const bodyClips = [...clips.roles.idle, ...clips.roles.listening, ...clips.roles.thinking, ...clips.roles.gestures];
    const ofClip = (name: string, shot: ShotName): Cell[] => {
      const clip = model.animations.find((known) => known.name === name);
      return clip ? CLIP_TIMES.map((at) => ({ label: `${name} ${Math.round(at * 100)} %`, shot, clip, at })) : [];
    };
    const viseme = (name: string, shot: Cell['shot']): Cell => ({
      label: `${name}${shot === 'mouth' ? '' : ` ${shot}`}`,
      shot,
      face: { [`viseme_${name}`]: 1 },
    });
    return [
      { name: 'shots', title: 'Shots', width: 300, height: 380, tier: 'high', cells: [...shots, ...around] },
      {
        name: 'eyes',
        title: 'Eyes',
        width: 300,
        height: 150,
        tier: 'high',
        cells: [
          { label: 'rest', shot: 'eyes' },
          { label: 'blink ½', shot: 'eyes', face: { eyeBlink: 0.5 } },
          { label: 'blink', shot: 'eyes', face: { eyeBlink: 1 } },
          { label: 'to the left', shot: 'eyes', face: { eyeLookOutLeft: 0.7, eyeLookInRight: 0.7 } },
          { label: 'up', shot: 'eyes', face: { eyeLookUp: 0.8 } },
          { label: 'down', shot: 'eyes', face: { eyeLookDown: 0.8 } },
          { label: 'wide', shot: 'eyes', face: { eyeWide: 1 } },
          { label: 'squint', shot: 'eyes', face: { eyeSquint: 1 } },
        ],
      },
      {
        name: 'emotions',
        title: 'Emotions, and the same while lips close (PP) and open (aa)',
        width: 220,
        height: 240,
        cells: moods
          .map((mood): Cell => ({ label: mood, shot: 'head', face: EMOTIONS[mood] }))
          .concat(
            moods.map((mood): Cell => ({ label: `${mood} + PP`, shot: 'head', face: EMOTIONS[mood], viseme: 'PP' })),
          )
          .concat(
            moods.map((mood): Cell => ({ label: `${mood} + aa`, shot: 'head', face: EMOTIONS[mood], viseme: 'aa' })),
          ),
      },
      {
        name: 'visemes',
        title: 'Visemes',
        width: 170,
        height: 150,
        cells: [...VISEME15.map((name) => viseme(name, 'mouth')), ...VISEME15.map((name) => viseme(name, 'head'))],
      },
      {
        name: 'morphs',
        title: 'The 52 channels of ARKit',
        width: 150,
        height: 165,
        cells: ARKIT52.map(
          (name): Cell => ({
            label: name,
            shot: 'head',
            // The one shape that means nothing alone.
            face: name === 'mouthClose' ? { mouthClose: 1, jawOpen: 1 } : { [name]: 1 },
          }),
        ),
      },
      {
        name: 'clips',
        title: `Clips of ${manifest.title ?? manifest.name}, at three times`,
        width: 190,
        height: 260,
        cells: bodyClips
          .flatMap((name) => ofClip(name, 'mid'))
          .concat(clips.roles.mouth.flatMap((name) => ofClip(name, 'head'))),
      },
    ];
  }

  /** Draws one picture into a canvas of its own. */
  draw(cell: Cell, into: CanvasRenderingContext2D): void {
    const { stage, performer } = this;
    this.pose(cell);
    performer.model.scene.rotation.y = ((cell.yaw ?? 0) * Math.PI) / 180;
    const close = cell.shot === 'mouth' || cell.shot === 'eyes' ? CLOSE_UPS[cell.shot] : null;
    stage.setShot(close ? 'head' : (cell.shot as ShotName), true);
    stage.camera.zoom = close ?? 1;
    if (cell.shot === 'mouth') stage.camera.position.y -= MOUTH_BELOW * this.headHeight;
    if (cell.shot === 'eyes') stage.camera.position.y = this.eyeLine() ?? stage.camera.position.y;
    stage.camera.updateProjectionMatrix();
    // Faces move too little to change the shadow: it is drawn anew for another pose or view.
    const { clip, at, shot, yaw } = cell;
    const shadow = [clip?.name, at, shot, yaw, performer.look?.tier].join();
    stage.renderer.shadowMap.needsUpdate = shadow !== this.shadowOf;
    this.shadowOf = shadow;
    stage.renderer.render(stage.scene, stage.camera);
    into.drawImage(stage.renderer.domElement, 0, 0, into.canvas.width, into.canvas.height);
  }

  private get headHeight(): number {
    return this.performer.manifest.camera?.head?.height_m ?? 0.33;
  }

  /** How high the bones of the eyes stand, in metres; null where there are none: big eyes sit low in a face. */
  private eyeLine(): number | null {
    const eye = this.performer.model.scene.getObjectByName('LeftEye');
    return eye ? eye.getWorldPosition(new Vector3()).y : null;
  }

  /** Draws from now on as richly as a tier affords, with the meshes of its level. */
  async setTier(tier: Tier): Promise<void> {
    const { stage, performer } = this;
    const { look } = performer;
    if (!look || look.tier === tier) return;
    const [now, then] = [look.tier, tier].map((one) => filesFor(look.source, one));
    if (now!.join() === then!.join()) look.dress(tier);
    else {
      look.wear((await loadFirst(then!, () => {})).scene, tier);
      performer.rebind();
    }
    stage.setTier(tier, look.settings);
  }

  /** Loose hairs cost more than all else together, and cannot be seen in a small picture. */
  showLooseHair(shown: boolean): void {
    this.performer.model.scene.traverse((node) => {
      const { material } = node as Mesh<BufferGeometry, Material>;
      if (material?.transparent && material.userData.visavis?.kind === 'hair') node.visible = shown;
    });
  }

  private pose({ clip, at = 0, face = {}, viseme }: Cell): void {
    const { mixer, performer } = this;
    this.action?.stop();
    const shown = clip ?? performer.model.animations.find(({ name }) => name === performer.clips.roles.idle[0]);
    this.action = shown ? mixer.clipAction(shown).reset().play() : null;
    // Idle clips begin in the rest pose.
    mixer.setTime(clip ? clip.duration * at : 0);
    const isMouthClip = clip !== undefined && performer.clips.roles.mouth.includes(clip.name);
    if (!isMouthClip) performer.binding.apply(spoken(face, viseme));
  }
}

/** A face, and what is left of it while a viseme is spoken: speech takes half the mouth, a closure what parts the lips. */
function spoken(face: { readonly [channel: string]: number }, viseme?: string): Float32Array {
  const weights = faceOf(face);
  if (viseme === undefined) return weights;
  const closure = viseme === 'PP' ? 1 : 0;
  for (let c = 0; c < weights.length; c++) {
    if (REGION[c] === MOUTH) weights[c] = weights[c]! * 0.5 * (1 - PARTS_LIPS[c]! * closure);
  }
  weights[channelIndex(`viseme_${viseme}`)] = 1;
  return weights;
}

function paper({ width, height }: Section, label: string): { figure: HTMLElement; context: CanvasRenderingContext2D } {
  const figure = document.createElement('figure');
  const canvas = document.createElement('canvas');
  const caption = document.createElement('figcaption');
  canvas.width = width;
  canvas.height = height;
  caption.textContent = label;
  figure.append(canvas, caption);
  return { figure, context: canvas.getContext('2d')! };
}

const nextFrame = () => new Promise<number>((done) => requestAnimationFrame(done));

async function main(): Promise<void> {
  const name = query.get('model') ?? 'mei';
  const wanted = query.get('sections')?.split(',');
  const booth = part('booth');
  const asked = query.get('level') as Tier;
  const fixed = TIERS.includes(asked) ? asked : null;
  const tier = fixed ?? 'high';
  const stage = new Stage(
    booth,
    { tick: () => {}, contextLost: () => fail('the graphics context was lost') },
    { maxPixelRatio: 1, tier },
  );
  const url = /[/.]/.test(name) ? name : `./models/${name}/manifest.json`;
  const performer = await loadPerformer(
    fetchModel(url, tier, () => {}),
    () => {},
    (message) => fail(message),
    undefined,
    tier,
  );
  const sheet = new Sheet(stage, performer);
  part('title').textContent = `${performer.manifest.title ?? name} ${performer.manifest.title_zh ?? ''}`;
  const sections = sheet.sections().filter((section) => !wanted || wanted.includes(section.name));
  let drawn = 0;
  const total = sections.reduce((sum, section) => sum + section.cells.length, 0);
  for (const section of sections) {
    await sheet.setTier(fixed ?? section.tier ?? 'medium');
    sheet.showLooseHair(section.width > 250);
    const heading = document.createElement('h2');
    heading.textContent = section.title;
    const cells = document.createElement('div');
    cells.className = 'cells';
    part('sheet').append(heading, cells);
    booth.style.width = `${section.width}px`;
    booth.style.height = `${section.height}px`;
    // The stage notices its new size between two frames.
    await nextFrame();
    await nextFrame();
    for (const cell of section.cells) {
      const { figure, context } = paper(section, cell.label);
      sheet.draw(cell, context);
      cells.append(figure);
      drawn++;
      document.documentElement.dataset.drawn = `${drawn}/${total}`;
      // Draw a few, then let the page show them.
      if (drawn % 4 === 0) await nextFrame();
    }
  }
  const targets = performer.binding.profile.channels.length;
  part('facts').textContent =
    `${stage.triangles.toLocaleString('en')} triangles drawn, ${targets} of ${FACE_CHANNELS.length} face channels, ` +
    `${performer.model.animations.length} clips`;
  stage.destroy();
  document.documentElement.dataset.state = 'done';
}

function fail(message: string): void {
  part('facts').textContent = message;
  document.documentElement.dataset.failure = message;
}

main().catch((cause: Error) => fail(cause.message));
