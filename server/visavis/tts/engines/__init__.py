"""The engines that ship with visavis. Each comes in by the ``visavis.tts`` entry point, as a stranger's would."""
