import { readdirSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { defineConfig } from 'vitest/config';
import { classicScript } from './build/classic_script.ts';
import { directImports } from './build/direct_imports.ts';
import { gltfDracoOnly } from './build/draco.ts';
import { syntaxFloor } from './build/floor.ts';
import { precompress } from './build/precompress.ts';
import { privateNames } from './build/private_names.ts';
import { threeDiet } from './build/three_diet.ts';
import { voiceActivityScript } from './build/voice_activity.ts';

const root = import.meta.dirname;

/** Every page at the root of web/ is an entry: index.html is the demo, others are added by adding a file. */
const pages = Object.fromEntries(
  readdirSync(root)
    .filter((name) => name.endsWith('.html'))
    .map((name) => [basename(name, '.html'), resolve(root, name)]),
);

/** Web views of mini-programs are as old as Chrome 77. Both our code and three are lowered to what they parse. */
const target = ['es2019', 'chrome77', 'safari14'];

/** Sources of the element apart from the avatar: what it is on the page, and what hosts drive it by. */
const ELEMENT =
  'avatar_element|attribute_names|element_base|element_style|element_words|define|register|load_inner|promised|unreachable|watch_sight|frame_';
const COMMANDS =
  'get_message|commands|run_command|speak_stream|doors|hash_channel|host_bridge|keep_conversation|relay|check_support|fault|element_events';
const NOT_FIRST = new RegExp(
  `element[\\\\/](inner|staging|element_attributes|token_renewal|${ELEMENT}|${COMMANDS})|node_modules`,
);
const FIRST =
  /src[\\/](core|element|protocol|client)[\\/]|src[\\/]audio[\\/](index|audible|output|speech_player|worklet)|src[\\/]avatar[\\/](frame_pace|model_error|shots|stage_canvas|tab_memory|tiers)|vite[\\/]preload-helper|rolldown[\\/]runtime/;

export default defineConfig({
  root,
  // Relative, so that the pages also work below a path of somebody's reverse proxy.
  base: './',
  plugins: [
    privateNames(),
    directImports(),
    threeDiet(resolve(root, 'src')),
    gltfDracoOnly(),
    classicScript(root, target),
    voiceActivityScript(root),
    syntaxFloor(),
    precompress(),
  ],
  worker: { plugins: () => [privateNames()] },
  build: {
    target,
    assetsInlineLimit: 0,
    // A page names the scripts that it begins with; of those fetched later only three's are worth it, see directImports.
    modulePreload: {
      polyfill: false,
      resolveDependencies: (file, files, { hostType }) => (hostType === 'html' || /staging/.test(file) ? files : []),
    },
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      // Compressing takes most of a build, and is meant to.
      checks: { bundlerTimings: false },
      input: pages,
      output: {
        assetFileNames: (asset) =>
          asset.originalFileNames.some((name) => name.includes('libs/draco/gltf/'))
            ? 'draco/[name][extname]'
            : 'assets/[name]-[hash][extname]',
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [
            // What decodes a compression is fetched when a model asks for it.
            { name: 'meshopt', test: /meshopt_decoder/, priority: 3 },
            { name: 'draco', test: /DRACOLoader/, priority: 3 },
            // What loads and moves a model comes beside the model.
            {
              name: 'three_model',
              test: /node_modules[\\/]three[\\/](examples|src[\\/](animation|loaders))/,
              priority: 2,
            },
            // A model is fetched while what is to load it still comes; for a drawing its manifest is all there is to fetch.
            {
              name: 'fetch_model',
              test: /src[\\/](avatar[\\/](fetch_model|manifest)|element[\\/]load_model)/,
              priority: 4,
            },
            // What makes a figure seem alive may come after its first words.
            {
              name: 'life',
              test: /src[\\/](core[\\/](blink|damper|emotion\.ts|emphasis|gaze|head_motion|voice_envelope)|avatar[\\/](life|mouth_clip))/,
              priority: 4,
            },
            // What loads, shows and moves a model comes with three, which a page with a drawing never fetches.
            {
              name: 'staging',
              test: /src[\\/](element[\\/]staging|avatar[\\/](bind|body_motion|clip_roles|clips|dispose|find_jaw|load|performer|rig_reader|springs|stage)\.ts)/,
              priority: 5,
            },
            // A drawing stands in for a model on few pages; speech by REST is as rare.
            { name: 'flat', test: /src[\\/](avatar[\\/]flat[\\/]|element[\\/]stand_in)/, priority: 5 },
            { name: 'rest', test: /src[\\/]client[\\/]rest[\\/]/, priority: 5 },
            // The mark, captions where they are asked for, and what judges attributes, come beside the figure.
            { name: 'overlays', test: /src[\\/]element[\\/](ai_mark|attribute_faults|captions[\\/])/, priority: 5 },
            // Recordings are spoken on few pages: fetched when the first one is.
            {
              name: 'recording',
              test: /src[\\/](client[\\/]sound_upload|element[\\/](ready_track|recording))/,
              priority: 4,
            },
            // A conversation where the server has one.
            { name: 'sound_frame', test: /src[\\/]protocol[\\/]encode/, priority: 5 },
            { name: 'conversation', test: /src[\\/]element[\\/]conversation[\\/]/, priority: 5 },
            // What listens to the visitor.
            { name: 'listening', test: /src[\\/](audio[\\/]hearing|element[\\/]listening)[\\/]/, priority: 5 },
            { name: 'microphone', test: /src[\\/](element[\\/]microphone|audio[\\/]float_queue)/, priority: 5 },
            // So are sounds followed.
            {
              name: 'follow',
              test: /src[\\/](core[\\/](live_|recogniser)|audio[\\/]live[\\/]|element[\\/]follow_)/,
              priority: 4,
            },
            // Few pages let the visitor's own system speak.
            {
              name: 'system_voice',
              test: /src[\\/](core|audio|element)[\\/]system_voice(?![\\/]text_pieces)/,
              priority: 4,
            },
            // Hosts that drive the avatar by commands.
            {
              name: 'commands',
              test: new RegExp(`src[\\\\/](element[\\\\/](${COMMANDS})|core[\\\\/]system_voice[\\\\/]text_pieces)`),
              priority: 5,
            },
            // The element on our own pages; others have it in visavis.js.
            { name: 'element', test: new RegExp(`src[\\\\/]element[\\\\/](${ELEMENT})`), priority: 5 },
            // Sound as Opus is asked for where it can be decoded, once what does that is there.
            { name: 'opus', test: /src[\\/](audio[\\/]opus[\\/]|element[\\/]opus_)/, priority: 4 },
            // What any host page begins with, apart from the demo page's own controls and the door for apps: the
            // bench weighs it. Not in it is what comes with a model, and what is fetched only where it is needed.
            {
              name: 'visavis',
              test: (id) => FIRST.test(id) && !NOT_FIRST.test(id),
              priority: 3,
            },
            { name: 'three', test: /node_modules[\\/]three/, priority: 1 },
          ],
        },
      },
    },
  },
  // three names files beside its own modules (Draco); pre-bundling in development would move it away from them.
  optimizeDeps: { exclude: ['three'] },
  server: {
    // What the server and the page read alike lies beside web/.
    fs: { allow: ['.', '../viseme_maps', '../server/visavis/speech/recogniser/data'] },
    proxy: {
      '/v1': { target: 'http://localhost:8080', ws: true },
      '/models': 'http://localhost:8080',
    },
  },
  // A busy machine takes seconds for what takes milliseconds; nothing is judged by how long it takes.
  test: { include: ['tests/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000 },
});
