// What the package `visavis` offers. Nothing here does anything until it is used; `visavis/element` makes the element
// known by being imported.
export type { QualityMode } from '../avatar/adaptation.ts';
export type { ShotName } from '../avatar/shots.ts';
export type { ConnectionState, SessionToken } from '../client/index.ts';
export type { WaitingActivity } from '../core/activity.ts';
export type { Describe, Handover, Show, Speak, Transcript, TurnEnd } from '../protocol/index.ts';
export { Avatar } from './avatar.ts';
export { VisavisAvatarElement } from './avatar_element.ts';
export { checkSupport, type Support } from './check_support.ts';
export type { Command } from './commands.ts';
export type { AskOptions } from './conversation/conversation.ts';
export { defineElement, TAG } from './define.ts';
export type { ElementEventMap, ElementEvents } from './element_events.ts';
export type { AvatarAttributes, AvatarEventHandlers } from './element_markup.ts';
export type { AvatarError, AvatarEvents, AvatarState, TextStretch } from './events.ts';
export { AvatarFault } from './fault.ts';
export type { SoundSource } from './follow_source.ts';
export type { Following, FollowOptions } from './following.ts';
export { FrameClient } from './frame_client.ts';
export type { FrameAnswer, FrameEvent, FrameRequest, FrameStatus } from './frame_contract.ts';
export { installGetMessage } from './get_message.ts';
export { openHashChannel } from './hash_channel.ts';
export type { HearingState, ListenOptions } from './hearing.ts';
export { openHostBridge } from './host_bridge.ts';
export type { AvatarOptions } from './options.ts';
export type { RecordingSource, SpeakAudioOptions } from './recording.ts';
export { openStream, type SpeakStream } from './speak_stream.ts';
