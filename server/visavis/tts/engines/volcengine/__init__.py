"""Doubao's speech synthesis of Volcengine (火山引擎豆包语音)."""

from visavis.tts.engines.volcengine.engine import VolcengineEngine

__all__ = ["VolcengineEngine"]
