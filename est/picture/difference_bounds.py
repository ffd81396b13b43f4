"""The bounds of a difference in words."""

from est.text import Translator


def uncertainty_text(low: float, high: float, translator: Translator, decimals: int = 0) -> str:
    """Return the bounds of a difference in a sentence: Uncertainty: between 14 fewer and 48 more."""
    _ = translator.gettext
    if low >= 0:
        words = _("Uncertainty: between {low} and {high} more.")
    elif high <= 0:
        low, high = -high, -low
        words = _("Uncertainty: between {low} and {high} fewer.")
    else:
        low = -low
        words = _("Uncertainty: between {low} fewer and {high} more.")
    return words.format(low=translator.number(low, decimals), high=translator.number(high, decimals))
