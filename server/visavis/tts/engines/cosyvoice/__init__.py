"""CosyVoice, the speech of Alibaba's DashScope (Model Studio, 百炼)."""

from visavis.tts.engines.cosyvoice.engine import CosyVoiceEngine

__all__ = ["CosyVoiceEngine"]
