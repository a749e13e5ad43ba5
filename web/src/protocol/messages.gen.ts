/* Generated from messages.schema.json by `npm run generate`. Do not edit. */

export type AgentEvent = (AgentWelcome | AgentAsked | AgentHeard | AgentState | ErrorMessage)
/**
 * Why something was refused or failed. The message beside it is for people and names what was received.
 */
export type ErrorCode = ("bad_message" | "unknown_type" | "binary_unexpected" | "message_too_large" | "hello_expected" | "version_mismatch" | "origin_refused" | "token_missing" | "token_invalid" | "token_expired" | "token_used" | "code_invalid" | "unknown_session" | "relay_unavailable" | "too_many_sessions" | "session_expired" | "session_taken" | "queue_full" | "rate_limited" | "duplicate_id" | "unknown_utterance" | "empty_text" | "text_too_long" | "invalid_text" | "invalid_ssml" | "audio_invalid" | "audio_too_long" | "unknown_voice" | "unknown_language" | "unknown_emotion" | "engine_unavailable" | "engine_failed" | "engine_timeout" | "engine_refused" | "engine_busy" | "budget_spent" | "dialogue_off" | "unknown_turn" | "agent_timeout" | "agent_gone" | "agent_replaced" | "llm_unavailable" | "llm_refused" | "llm_busy" | "llm_timeout" | "llm_limit" | "llm_filtered" | "llm_failed" | "stt_unavailable" | "stt_refused" | "stt_busy" | "stt_timeout" | "stt_limit" | "stt_failed" | "internal")
export type AgentMessage = (AgentHello | AgentBegin | AgentSay | AgentAudio | AgentTranscript | AgentShow | AgentHandover | AgentInterrupt)
export type ClientMessage = (Hello | Speak | SpeakAudio | Ask | ListenStart | HeardText | ListenCancel | TurnTiming | Interrupt | Pause | Resume | Codecs | PlaybackReport | RenewToken | AskCode | Ping)
export type FrameHeader = (AudioHeader | TrackHeader)
export type ServerMessage = (Welcome | UtteranceStart | Interrupted | TokenAccepted | OneTimeCode | CodeRedeemed | HostCommand | TurnState | Transcript | GoOn | Show | Handover | TurnEnd | Pong | ErrorMessage)

/**
 * Messages of the visavis wire, version 1.4. Generated; do not edit.
 */
export interface Wire {
ActivityCommand: ActivityCommand
AgentAsked: AgentAsked
AgentAudio: AgentAudio
AgentBegin: AgentBegin
AgentEvent: AgentEvent
AgentHandover: AgentHandover
AgentHeard: AgentHeard
AgentHello: AgentHello
AgentInterrupt: AgentInterrupt
AgentLimits: AgentLimits
AgentMessage: AgentMessage
AgentSay: AgentSay
AgentShow: AgentShow
AgentState: AgentState
AgentTranscript: AgentTranscript
AgentWelcome: AgentWelcome
Ask: Ask
AskCode: AskCode
AskCommand: AskCommand
Attraction: Attraction
AudioHeader: AudioHeader
AudioSpeechRequest: AudioSpeechRequest
AvatarCommand: AvatarCommand
BackgroundCommand: BackgroundCommand
BoundSession: BoundSession
CaptionsCommand: CaptionsCommand
ClientMessage: ClientMessage
ClipCommand: ClipCommand
CodeRedeemed: CodeRedeemed
Codecs: Codecs
CommandAnswer: CommandAnswer
ContentMark: ContentMark
CueBody: CueBody
Describe: Describe
DialogueOffer: DialogueOffer
EmotionCommand: EmotionCommand
ErrorCode: ErrorCode
ErrorMessage: ErrorMessage
FrameHeader: FrameHeader
GoOn: GoOn
Handover: Handover
HeardText: HeardText
HearingOffer: HearingOffer
Hello: Hello
HostCommand: HostCommand
InLanguages: InLanguages
Interrupt: Interrupt
InterruptCommand: InterruptCommand
Interrupted: Interrupted
KioskButton: KioskButton
KioskConfig: KioskConfig
KioskGroup: KioskGroup
KioskMark: KioskMark1
LaterPart: LaterPart2
Limits: Limits
ListenCancel: ListenCancel
ListenStart: ListenStart
LookAtCommand: LookAtCommand
MarkEvent: MarkEvent
MouthCommand: MouthCommand
OneTimeCode: OneTimeCode
PageApproval: PageApproval
PageApproved: PageApproved
PageCode: PageCode
PageToken: PageToken
PageTokenRequest: PageTokenRequest
Pause: Pause
Ping: Ping
PlainCommand: PlainCommand
PlaybackReport: PlaybackReport
Pong: Pong
Problem: Problem
QualityCommand: QualityCommand
RedeemRequest: RedeemRequest
RenewToken: RenewToken
Resume: Resume
SentenceEvent: SentenceEvent
ServerMessage: ServerMessage
ShotCommand: ShotCommand
Show: Show
ShownButton: ShownButton
ShownLink: ShownLink
ShownPicture: ShownPicture
Speak: Speak
SpeakAudio: SpeakAudio
SpeakAudioCommand: SpeakAudioCommand
SpeakCommand: SpeakCommand
SpeakStreamCommand: SpeakStreamCommand
SpeechOptions: SpeechOptions
SpeechRequest: SpeechRequest
SpeechResult: SpeechResult
StillCommand: StillCommand
TintCommand: TintCommand
TokenAccepted: TokenAccepted
TrackBody: TrackBody
TrackHeader: TrackHeader
Transcript: Transcript
TurnEnd: TurnEnd
TurnMetrics: TurnMetrics
TurnState: TurnState
TurnTiming: TurnTiming
UtteranceStart: UtteranceStart
VoiceInfo: VoiceInfo
VoiceList: VoiceList
VolumeCommand: VolumeCommand
Welcome: Welcome
WordEvent: WordEvent
}
/**
 * What the avatar shows while nothing is said.
 */
export interface ActivityCommand {
type: ("activity" | "setActivity")
name: ("idle" | "listening" | "thinking")
}
/**
 * The visitor has asked something.
 */
export interface AgentAsked {
type: "asked"
turn: string
text: string
language: (string | null)
spoken: boolean
expects_answer: boolean
}
/**
 * Sound of the agent's own voice follows in ``audio`` frames of this id, from sample 0 on, the last one ``final``;
 * one block after the other.
 * 
 * Without a text it is heard while it still comes, and its mouth is recognised in the sound; ``transcript`` may tell
 * what was said. With one, which is best
 * of a sentence, it is heard when all of it has come, with lips and captions in step.
 */
export interface AgentAudio {
type: "audio"
turn: string
id: string
sample_rate_hz: number
text: string
language: (string | null)
emotion: (("neutral" | "happy" | "sad" | "angry" | "surprised" | "relaxed" | "concerned") | null)
final: boolean
}
/**
 * The agent is about to say something that nobody asked for. It waits until nobody speaks; a question of the
 * visitor's drops it.
 */
export interface AgentBegin {
type: "begin"
turn: string
}
/**
 * The answer to ``hello``: the agent is the one who answers now.
 */
export interface AgentWelcome {
type: "welcome"
protocol_version: string
server_version: string
session_id: string
name: {
[k: string]: string
}
languages: string[]
emotions: string[]
gestures: string[]
limits: AgentLimits
}
/**
 * What the server accepts of an agent. Anything beyond is refused with an error, never cut silently.
 */
export interface AgentLimits {
message_bytes: number
turn_chars: number
audio_seconds: number
first_seconds: number
next_seconds: number
}
/**
 * A turn is over: answered, interrupted, or failed. What is generated for it is not wanted any more.
 */
export interface AgentHeard {
type: "heard"
turn: string
text: string
interrupted: boolean
source: ("approved" | "suggestions" | "small_talk" | "model" | "agent" | "unknown" | "trouble" | "unheard" | "none")
}
/**
 * What the conversation is at.
 */
export interface AgentState {
type: "state"
state: (("idle" | "listening" | "thinking" | "speaking") | "away")
turn: (string | null)
}
/**
 * Something was refused or failed. The session goes on unless the socket is closed after it.
 */
export interface ErrorMessage {
type: "error"
code: ErrorCode
message: string
retryable: boolean
id: (string | null)
}
/**
 * A person is to take over; the page is told.
 */
export interface AgentHandover {
type: "handover"
turn: string
reason: string
}
/**
 * The first message of an agent.
 */
export interface AgentHello {
type: "hello"
protocol_version: string
client: string
answers: ("agent" | "approved_first")
}
/**
 * The avatar is to fall silent.
 */
export interface AgentInterrupt {
type: "interrupt"
turn: (string | null)
}
/**
 * A piece of text, of any length, of an answer or of what was begun. The server cuts clauses, and speaks each as it
 * is complete. ``[gesture:bow]``, ``[emotion:happy]``, ``[show:…]`` and ``[handover:…]`` in it are done, not said.
 */
export interface AgentSay {
type: "say"
turn: string
text: string
final: boolean
}
/**
 * What is said in a block of sound that has no text of its own; before its sound, beside it, or as long as its turn
 * is heard. Pieces follow each other as they are.
 */
export interface AgentTranscript {
type: "transcript"
turn: string
id: string
text: string
final: boolean
}
/**
 * Something to look at or to press, beside what is said. Text throughout, never HTML.
 */
export interface AgentShow {
type: "show"
turn: string
/**
 * @maxItems 6
 */
links: ShownLink[]
/**
 * @maxItems 6
 */
pictures: ShownPicture[]
/**
 * @maxItems 6
 */
buttons: ShownButton[]
}
/**
 * Something to open.
 */
export interface ShownLink {
title: string
url: string
}
/**
 * Something to look at.
 */
export interface ShownPicture {
url: string
alt: string
}
/**
 * Something to ask by pressing it.
 */
export interface ShownButton {
title: string
say: string
}
/**
 * The visitor asks something in writing, or by pressing a button: what is being said stops, and the answer follows
 * as utterances of the server's own, whose ``turn`` is this id.
 */
export interface Ask {
type: "ask"
id: string
text: string
language: (string | null)
voice: (string | null)
}
/**
 * Asks for a one-time code, by which a host can bind this session and send it commands.
 */
export interface AskCode {
type: "ask_code"
}
/**
 * Ask what a visitor would ask: the avatar answers.
 */
export interface AskCommand {
type: "ask"
text: string
id: (string | null)
language: (string | null)
voice: (string | null)
}
/**
 * What is done while nobody is there, gestures and texts in turn.
 */
export interface Attraction {
every_s: number
/**
 * @maxItems 50
 */
texts: (string | InLanguages)[]
/**
 * @maxItems 50
 */
gestures: string[]
}
/**
 * A text in each language of the page; one is enough.
 */
export interface InLanguages {
zh: (string | null)
en: (string | null)
}
/**
 * Payload: the sound from ``first_sample`` on, in the form that ``codec`` names. Samples are counted at the
 * utterance's own rate, whatever the form.
 */
export interface AudioHeader {
type: "audio"
id: string
first_sample: number
samples: number
final: boolean
codec: ("pcm" | "opus" | "none")
}
/**
 * The fields beside the file in a form for ``POST /v1/speech/audio``.
 */
export interface AudioSpeechRequest {
text: string
language: (string | null)
emotion: (("neutral" | "happy" | "sad" | "angry" | "surprised" | "relaxed" | "concerned") | null)
style: ("whisper" | "neutral" | "clear" | "shout")
channel_space: ("viseme15" | "arkit52")
}
/**
 * Another model of this server.
 */
export interface AvatarCommand {
type: ("setAvatar" | "avatar")
name: string
}
/**
 * A CSS colour, the address of a picture, or ``none``.
 */
export interface BackgroundCommand {
type: ("setBackground" | "background")
background: string
}
/**
 * Who redeemed a code may command this session, with this key, until another one does or the page is gone.
 */
export interface BoundSession {
session_id: string
key: string
}
/**
 * Captions over the foot of the figure, for who does not hear it.
 */
export interface CaptionsCommand {
type: "captions"
on: boolean
}
/**
 * The first message of a session.
 */
export interface Hello {
type: "hello"
protocol_version: string
client: string
channel_space: ("viseme15" | "arkit52")
/**
 * @maxItems 8
 */
codecs: ("pcm" | "opus" | "none")[]
token: (string | null)
resume: (string | null)
}
/**
 * Say something. Utterances are spoken in the order in which they were asked for.
 */
export interface Speak {
text: string
ssml: boolean
voice: (string | null)
language: (string | null)
rate: number
pitch: number
volume: number
emotion: (("neutral" | "happy" | "sad" | "angry" | "surprised" | "relaxed" | "concerned") | null)
style: ("whisper" | "neutral" | "clear" | "shout")
type: "speak"
id: string
}
/**
 * Say a recording. Its sound follows at once in ``audio`` frames of this id, from sample 0 on, the last one
 * ``final``; with that one it takes its place among the utterances. All that follows is as for ``speak``.
 */
export interface SpeakAudio {
type: "speak_audio"
id: string
sample_rate_hz: number
samples: number
text: string
language: (string | null)
emotion: (("neutral" | "happy" | "sad" | "angry" | "surprised" | "relaxed" | "concerned") | null)
style: ("whisper" | "neutral" | "clear" | "shout")
}
/**
 * The visitor begins to speak, as far as the page can tell. The page has paused what was audible.
 * 
 * Where the server listens, the sound follows in ``audio`` frames of this id, from sample 0 on, the last one
 * ``final`` when the visitor has ended; where the page does, ``heard_text`` follows. Whether it was an interruption
 * the server tells: ``interrupted`` for one that was, ``go_on`` for one that was not.
 */
export interface ListenStart {
type: "listen_start"
id: string
sample_rate_hz: number
mode: ("open" | "push")
language: (string | null)
voice: (string | null)
recogniser: ("server" | "page")
speech_ms: number
}
/**
 * What the page's own recogniser has understood. Every one replaces those before it.
 */
export interface HeardText {
type: "heard_text"
id: string
text: string
final: boolean
language: (string | null)
}
/**
 * It was no speech, or the visitor has let it be: nothing of it is answered.
 */
export interface ListenCancel {
type: "listen_cancel"
id: string
}
/**
 * What only the page can measure of a turn, for the operator's figures. Sent once, when the answer is audible.
 */
export interface TurnTiming {
type: "turn_timing"
id: string
e2e_latency_ms: number
playback_latency_ms: (number | null)
face_start_skew_ms: (number | null)
interruption_stop_ms: (number | null)
}
/**
 * Stop speaking at once: one utterance, or everything when ``id`` is null, and with it the answer that is on its
 * way.
 */
export interface Interrupt {
type: "interrupt"
id: (string | null)
}
/**
 * The client has paused its playback; nothing is lost, and the server stops running ahead.
 */
export interface Pause {
type: "pause"
}
/**
 * The client plays on.
 */
export interface Resume {
type: "resume"
}
/**
 * From now on this client plays these: what could be decoded was still being found out at ``hello``, or a decoder
 * has failed. It counts for utterances that have not begun to be prepared; a server tells in ``welcome`` what it can
 * do, and one that tells nothing does not know this message.
 */
export interface Codecs {
type: "codecs"
/**
 * @maxItems 8
 */
codecs: ("pcm" | "opus" | "none")[]
}
/**
 * What was really heard. Sent about once a second while playing, and at every change of state.
 */
export interface PlaybackReport {
type: "playback"
id: string
position_ms: number
state: ("waiting" | "playing" | "paused" | "stalled" | "ended" | "interrupted")
}
/**
 * A fresh token of the same subject, before the one that this session began with ends.
 */
export interface RenewToken {
type: "token"
token: string
}
/**
 * Asks for a ``pong``: browsers cannot send websocket pings, and a half-open socket must be noticed.
 */
export interface Ping {
type: "ping"
nonce: number
}
/**
 * A gesture of the model.
 */
export interface ClipCommand {
type: ("playClip" | "clip")
name: string
}
/**
 * A host has redeemed the code: its commands may follow.
 */
export interface CodeRedeemed {
type: "code_redeemed"
}
/**
 * ``POST /v1/sessions/{session_id}/commands``: the page's server has it.
 */
export interface CommandAnswer {
delivered: true
}
/**
 * That this was generated, in the words of China's standard GB 45438-2025.
 */
export interface ContentMark {
Label: string
ContentProducer: string
ProduceID: string
ReservedCode1: string
ContentPropagator: string
PropagateID: string
ReservedCode2: string
}
/**
 * One timed viseme.
 */
export interface CueBody {
viseme: string
onset_ms: number
end_ms: number
intensity: number
}
/**
 * Everything a client must know to offer choices and to stay within bounds.
 */
export interface Describe {
voices: VoiceInfo[]
default_voice: string
languages: string[]
channel_spaces: {
[k: string]: string[]
}
track_fps: number
emotions: string[]
styles: string[]
limits: Limits
dialogue: (DialogueOffer | null)
hearing: (HearingOffer | null)
}
/**
 * One voice that can be asked for.
 */
export interface VoiceInfo {
name: string
engine: string
title: string
languages: string[]
gender: ("female" | "male" | "neutral")
sample_rate_hz: number
default_for: string[]
timing: string[]
}
/**
 * What the server accepts. Anything beyond is refused with an error, never cut silently.
 */
export interface Limits {
text_chars: number
queued_utterances: number
message_bytes: number
lead_seconds: number
speak_per_minute: number
audio_seconds: number
audio_bytes: number
}
/**
 * That the server converses, and how.
 */
export interface DialogueOffer {
name: {
[k: string]: string
}
languages: string[]
openings: {
[k: string]: string
}
suggestions: {
[k: string]: string[]
}
question_chars: number
}
/**
 * That the server understands speech, and how.
 */
export interface HearingOffer {
languages: string[]
interim: boolean
seconds: number
}
/**
 * The mood of the face, 0 to 1 of it.
 */
export interface EmotionCommand {
type: ("setEmotion" | "emotion")
name: ("neutral" | "happy" | "sad" | "angry" | "surprised" | "relaxed" | "concerned")
intensity: number
}
/**
 * Payload: ``frames`` rows of uint8 weights, one column a channel of the session's channel space.
 */
export interface TrackHeader {
type: "track"
id: string
first_frame: number
frames: number
channels: number
final: boolean
words: WordEvent[]
sentences: SentenceEvent[]
marks: MarkEvent[]
}
/**
 * One written stretch and when it is heard.
 */
export interface WordEvent {
start: number
end: number
onset_ms: number
end_ms: number
}
/**
 * One sentence of the written text and when it begins.
 */
export interface SentenceEvent {
start: number
end: number
onset_ms: number
}
/**
 * An SSML mark and when it is reached.
 */
export interface MarkEvent {
name: string
onset_ms: number
}
/**
 * It was no interruption (a cough, "mhm"): the page plays on where it paused.
 */
export interface GoOn {
type: "go_on"
id: string
}
/**
 * A person is to take over. What becomes of it is the host's business.
 */
export interface Handover {
type: "handover"
id: string
reason: string
}
/**
 * A host asks for something, by the relay.
 */
export interface HostCommand {
type: "command"
command: (SpeakCommand | SpeakStreamCommand | SpeakAudioCommand | AskCommand | InterruptCommand | PlainCommand | VolumeCommand | MouthCommand | CaptionsCommand | StillCommand | EmotionCommand | ClipCommand | ActivityCommand | ShotCommand | BackgroundCommand | AvatarCommand | LookAtCommand | TintCommand | QualityCommand)
}
/**
 * Say a text. The page chooses an id where none is given.
 */
export interface SpeakCommand {
text: string
ssml: boolean
voice: (string | null)
language: (string | null)
rate: number
pitch: number
volume: number
emotion: (("neutral" | "happy" | "sad" | "angry" | "surprised" | "relaxed" | "concerned") | null)
style: ("whisper" | "neutral" | "clear" | "shout")
type: "speak"
id: (string | null)
}
/**
 * A piece of a text that is still being written; ``final`` with the last one.
 */
export interface SpeakStreamCommand {
type: "speakStream"
id: string
text: string
final: boolean
}
/**
 * Say a recording that the page fetches.
 */
export interface SpeakAudioCommand {
type: "speakAudio"
url: string
id: (string | null)
text: string
language: (string | null)
emotion: (("neutral" | "happy" | "sad" | "angry" | "surprised" | "relaxed" | "concerned") | null)
style: ("whisper" | "neutral" | "clear" | "shout")
}
/**
 * Stop what is said and what waits, or one utterance.
 */
export interface InterruptCommand {
type: ("interrupt" | "stop")
id: (string | null)
}
/**
 * A command without any choice.
 */
export interface PlainCommand {
type: ("pause" | "resume" | "mute" | "unmute")
}
/**
 * How loud, 0 to 1.
 */
export interface VolumeCommand {
type: "volume"
volume: number
}
/**
 * The model's mouth clips, without sound.
 */
export interface MouthCommand {
type: ("mouth" | "playMouth")
on: boolean
}
/**
 * A figure that holds still but for a mouth that speaks, or one that moves again.
 */
export interface StillCommand {
type: "still"
on: boolean
}
/**
 * Where the camera stands.
 */
export interface ShotCommand {
type: ("setShot" | "shot")
name: ("full" | "mid" | "upper" | "head")
}
/**
 * Where the eyes go: -1 is the left or lower edge of the picture, 1 the right or upper; null is the visitor.
 */
export interface LookAtCommand {
type: "lookAt"
x: (number | null)
y: (number | null)
}
/**
 * A colour of the model that can be changed.
 */
export interface TintCommand {
type: ("tint" | "setTint")
name: string
colour: string
}
/**
 * How rich the picture is.
 */
export interface QualityCommand {
type: ("quality" | "setQuality")
quality: ("auto" | "low" | "medium" | "high")
}
/**
 * These utterances were stopped; none of their frames follow.
 */
export interface Interrupted {
type: "interrupted"
ids: string[]
}
/**
 * A large button, and what is said when it is touched.
 */
export interface KioskButton {
label: (string | InLanguages)
text: (string | InLanguages)
ask: (string | InLanguages | null)
ssml: boolean
emotion: (("neutral" | "happy" | "sad" | "angry" | "surprised" | "relaxed" | "concerned") | null)
}
/**
 * ``GET /kiosk.json``. What is left out has the value that is written here.
 */
export interface KioskConfig {
avatar: (string | null)
voice: (string | null)
language: (("zh" | "en") | null)
rate: number
style: ("whisper" | "neutral" | "clear" | "shout")
shot: ("full" | "mid" | "upper" | "head")
quality: ("auto" | "low" | "medium" | "high")
background: string
emotion: ("neutral" | "happy" | "sad" | "angry" | "surprised" | "relaxed" | "concerned")
mark: KioskMark
title: (string | InLanguages)
greeting: (string | InLanguages)
captions: boolean
caption_size: ("small" | "medium" | "large")
/**
 * @maxItems 12
 */
buttons: KioskButton[]
/**
 * @maxItems 6
 */
groups: KioskGroup[]
attract: Attraction1
keep_awake: boolean
idle_after_s: number
reload_after_s: number
microphone: ("off" | "push" | "open")
ask_code: boolean
offline: LaterPart
presence: LaterPart1
}
/**
 * The mark that says that the figure is AI-generated.
 */
export interface KioskMark {
text: (string | null)
corner: ("top-left" | "top-right" | "bottom-left" | "bottom-right")
}
/**
 * A set of buttons, of which one is shown at a time.
 */
export interface KioskGroup {
label: (string | InLanguages)
/**
 * @maxItems 12
 */
buttons: KioskButton[]
}
/**
 * What is done while nobody is there, gestures and texts in turn.
 */
export interface Attraction1 {
every_s: number
/**
 * @maxItems 50
 */
texts: (string | InLanguages)[]
/**
 * @maxItems 50
 */
gestures: string[]
}
/**
 * A part that this version does not have.
 */
export interface LaterPart {
enabled: false
}
/**
 * A part that this version does not have.
 */
export interface LaterPart1 {
enabled: false
}
/**
 * The mark that says that the figure is AI-generated.
 */
export interface KioskMark1 {
text: (string | null)
corner: ("top-left" | "top-right" | "bottom-left" | "bottom-right")
}
/**
 * A part that this version does not have.
 */
export interface LaterPart2 {
enabled: false
}
/**
 * The answer to ``ask_code``. It works once; a later one takes its place.
 */
export interface OneTimeCode {
type: "code"
code: string
expires_in_s: number
resume: string
}
/**
 * ``POST /v1/pages/approve``.
 */
export interface PageApproval {
code: string
name: string
}
/**
 * The page is let in.
 */
export interface PageApproved {
approved: true
}
/**
 * ``POST /v1/pages/codes``: what a page of this server shows, for somebody to let it in.
 */
export interface PageCode {
code: string
expires_in_s: number
secret: string
}
/**
 * A session token for a page of this server.
 */
export interface PageToken {
token: (string | null)
expires_in_s: (number | null)
}
/**
 * ``POST /v1/pages/token``.
 */
export interface PageTokenRequest {
secret: (string | null)
}
export interface Pong {
type: "pong"
nonce: number
}
/**
 * Body of every REST answer that is not a success.
 */
export interface Problem {
code: ErrorCode
message: string
retryable: boolean
}
/**
 * ``POST /v1/sessions/redeem``.
 */
export interface RedeemRequest {
code: string
}
/**
 * The answer to ``hello``.
 */
export interface Welcome {
type: "welcome"
protocol_version: string
server_version: string
session_id: string
describe: Describe
codecs: ("pcm" | "opus" | "none")[]
token_expires_in_s: (number | null)
resume: (string | null)
resumed: boolean
}
/**
 * An utterance begins to arrive; its binary frames follow.
 */
export interface UtteranceStart {
type: "utterance_start"
id: string
text: string
voice: string
language: string
sample_rate_hz: number
track_fps: number
channel_space: ("viseme15" | "arkit52")
emotion: (("neutral" | "happy" | "sad" | "angry" | "surprised" | "relaxed" | "concerned") | null)
codec: ("pcm" | "opus" | "none")
pre_skip: number
turn: (string | null)
}
/**
 * The session goes on with the token that was sent.
 */
export interface TokenAccepted {
type: "token_accepted"
expires_in_s: number
}
/**
 * What the conversation is at. ``speaking``: an answer is being prepared or played; when it is heard, the page
 * knows best.
 */
export interface TurnState {
type: "turn_state"
state: ("idle" | "listening" | "thinking" | "speaking")
id: (string | null)
}
/**
 * What was understood of the visitor's speech. Every one replaces those before it.
 */
export interface Transcript {
type: "transcript"
id: string
text: string
final: boolean
language: (string | null)
}
/**
 * Something to look at or to press, beside the answer. Text throughout, never HTML.
 */
export interface Show {
type: "show"
id: string
links: ShownLink[]
pictures: ShownPicture[]
buttons: ShownButton[]
silent_text: string
}
/**
 * A turn is over: answered, interrupted, or failed.
 */
export interface TurnEnd {
type: "turn_end"
id: string
source: ("approved" | "suggestions" | "small_talk" | "model" | "agent" | "unknown" | "trouble" | "unheard" | "none")
answer_id: (string | null)
interrupted: boolean
heard: string
metrics: TurnMetrics
}
/**
 * Durations of one turn in ms, under the names that the field uses; null where there was none.
 */
export interface TurnMetrics {
end_of_turn_delay_ms: (number | null)
llm_node_ttft_ms: (number | null)
first_clause_ms: (number | null)
tts_node_ttfb_ms: (number | null)
ttfa_ms: (number | null)
playback_latency_ms: (number | null)
e2e_latency_ms: (number | null)
face_start_skew_ms: (number | null)
interruption_stop_ms: (number | null)
prompt_tokens: (number | null)
completion_tokens: (number | null)
}
/**
 * What is to be said and how, whoever asks for it.
 */
export interface SpeechOptions {
text: string
ssml: boolean
voice: (string | null)
language: (string | null)
rate: number
pitch: number
volume: number
emotion: (("neutral" | "happy" | "sad" | "angry" | "surprised" | "relaxed" | "concerned") | null)
style: ("whisper" | "neutral" | "clear" | "shout")
}
/**
 * ``POST /v1/speech``: the same choices as the ``speak`` message, and the space of the track.
 */
export interface SpeechRequest {
text: string
ssml: boolean
voice: (string | null)
language: (string | null)
rate: number
pitch: number
volume: number
emotion: (("neutral" | "happy" | "sad" | "angry" | "surprised" | "relaxed" | "concerned") | null)
style: ("whisper" | "neutral" | "clear" | "shout")
channel_space: ("viseme15" | "arkit52")
}
/**
 * The JSON part of an answer of ``POST /v1/speech``; also what ``visavis speak --track`` writes.
 */
export interface SpeechResult {
format: "visavis-speech-1"
text: string
voice: string
language: string
sample_rate_hz: number
duration_ms: number
confidence: (number | null)
emotion: (("neutral" | "happy" | "sad" | "angry" | "surprised" | "relaxed" | "concerned") | null)
aigc: (ContentMark | null)
words: WordEvent[]
sentences: SentenceEvent[]
marks: MarkEvent[]
cues: CueBody[]
track: TrackBody
}
/**
 * A whole track in JSON.
 */
export interface TrackBody {
channel_space: ("viseme15" | "arkit52")
fps: number
channels: string[]
frames: number
weights: number[][]
}
/**
 * ``GET /v1/voices``.
 */
export interface VoiceList {
voices: VoiceInfo[]
default_voice: string
}

export const PROTOCOL_VERSION = '1.4';
