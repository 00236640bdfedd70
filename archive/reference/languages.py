"""Languages by their codes of ISO 639."""

from __future__ import annotations

LANGUAGES = {
    "ar": "Arabic", "de": "German", "en": "English", "es": "Spanish", "fa": "Persian", "fr": "French", "hi": "Hindi",
    "it": "Italian", "ja": "Japanese", "nl": "Dutch", "pl": "Polish", "prs": "Dari", "ps": "Pashto", "pus": "Pashto",
    "pt": "Portuguese", "ru": "Russian", "sv": "Swedish", "tg": "Tajik", "tk": "Turkmen", "tr": "Turkish",
    "uk": "Ukrainian", "ur": "Urdu", "uz": "Uzbek", "zh": "Chinese",
}  # fmt: skip


def language_name(code: str) -> str:
    """Return the English name of a language, or its code if the name is not known."""
    return LANGUAGES.get(code, code)
