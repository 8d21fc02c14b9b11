"""Which faces, cuts and characters are bundled, and what stands in until they load."""


def chars(*spans):
    """A set of code points from single ones and (first, last) pairs."""
    out = set()
    for span in spans:
        first, last = span if isinstance(span, tuple) else (span, span)
        out.update(range(first, last + 1))
    return out


# What English pages use: printable ASCII, Latin-1, and the signs of a paper.
# No arrows: no face has more than ↑, and one beside the system's others clashes.
CORE = chars(
    (0x20, 0x7E), (0xA0, 0xFF),
    0x131, 0x152, 0x153,                                    # ı Œ œ
    0x2009, 0x2011, 0x202F,                                 # thin space, no-break hyphen, narrow nbsp
    0x2013, 0x2014, 0x2018, 0x2019, 0x201A, 0x201C, 0x201D, 0x201E,
    0x2020, 0x2022, 0x2026, 0x2032, 0x2033, 0x2039, 0x203A,  # † • … ′ ″ ‹ ›
    0x20AC, 0x20B9, 0x2122,                                 # € ₹ ™
    0x2212,                                                 # −
)
# Names from elsewhere, in a second file that is fetched only where one occurs.
EXT = chars(
    (0x100, 0x17F), (0x218, 0x21B), 0x1E9E,
    (0x1E0C, 0x1E0D), (0x1E24, 0x1E25), (0x1E36, 0x1E39), (0x1E3E, 0x1E49),
    (0x1E5A, 0x1E5D), (0x1E5E, 0x1E63), (0x1E6C, 0x1E6F), (0x1E80, 0x1E85), 0x1E96,
) - CORE
DEVANAGARI = chars((0x900, 0x97F), 0x200C, 0x200D, 0x20B9, 0x25CC)

LATIN_FEATURES = ["kern", "liga", "lnum", "pnum", "tnum"]
# The figures to ask for with font-variant-numeric; where a face has only one kind, asking is harmless.
NUMERALS = {"headline": "lining-nums proportional-nums", "table": "lining-nums tabular-nums"}
# Optional decoration that no browser applies unasked; everything else stays.
DEVANAGARI_DROPPED = {"aalt", "salt", "frac", "numr", "dnom", "ordn", "sups", "subs", "case"}

TIMES = {
    "family": "Times New Roman",
    "source": ["@fontsource/tinos", "tinos"],
    "local": {
        (400, "normal"): ["Times New Roman", "TimesNewRomanPSMT", "Liberation Serif", "LiberationSerif", "Tinos"],
        (700, "normal"): ["Times New Roman Bold", "TimesNewRomanPS-BoldMT", "Liberation Serif Bold",
                          "LiberationSerif-Bold", "Tinos Bold"],
        (400, "italic"): ["Times New Roman Italic", "TimesNewRomanPS-ItalicMT", "Liberation Serif Italic",
                          "LiberationSerif-Italic", "Tinos Italic"],
    },
}
ARIAL = {
    "family": "Arial",
    "source": ["@fontsource/arimo", "arimo"],
    "local": {
        (400, "normal"): ["Arial", "ArialMT", "Liberation Sans", "LiberationSans", "Arimo"],
        (700, "normal"): ["Arial Bold", "Arial-BoldMT", "Liberation Sans Bold", "LiberationSans-Bold",
                          "Arimo Bold"],
    },
}
NOTO_SERIF = {
    "family": "Noto Serif",
    "source": ["@fontsource/noto-serif", "noto-serif"],
    "local": {
        (400, "normal"): ["Noto Serif", "NotoSerif", "NotoSerif-Regular"],
        (700, "normal"): ["Noto Serif Bold", "NotoSerif-Bold"],
        (400, "italic"): ["Noto Serif Italic", "NotoSerif-Italic"],
    },
}
ROBOTO = {
    "family": "Roboto",
    "source": ["@fontsource/roboto", "roboto"],
    "local": {
        (400, "normal"): ["Roboto", "Roboto Regular", "Roboto-Regular"],
        (700, "normal"): ["Roboto Bold", "Roboto-Bold"],
    },
}

SERIF_STACK = 'Georgia, "Times New Roman", serif'
SANS_STACK = 'system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif'

# `cuts` gives, per weight and style, where in the source's axes the instance lies.
FACES = [
    {
        "id": "newsreader", "name": "Newsreader", "kind": "serif",
        "note": "The default. Text cut at optical size 18, headline cut at 40.",
        "package": "@fontsource-variable/newsreader", "file": "newsreader-{set}-standard-{style}.woff2",
        "cuts": {
            (400, "normal"): {"wght": 400, "opsz": 18},
            (600, "normal"): {"wght": 600, "opsz": 40},
        },
        "fallbacks": [TIMES, NOTO_SERIF], "stack": SERIF_STACK,
    },
    {
        "id": "literata", "name": "Literata", "kind": "serif",
        "note": "The sturdy old-style. Text cut at optical size 14, headline cut at 36.",
        "package": "@fontsource-variable/literata", "file": "literata-{set}-standard-{style}.woff2",
        "cuts": {
            (400, "normal"): {"wght": 400, "opsz": 14},
            (600, "normal"): {"wght": 600, "opsz": 36},
        },
        "fallbacks": [TIMES, NOTO_SERIF], "stack": SERIF_STACK,
    },
    {
        "id": "playfair", "name": "Playfair", "kind": "serif",
        "note": "The high-contrast display. Text cut at optical size 14, headline cut at 28, a little narrower. "
                "Old-style figures unless lining-nums is asked for.",
        "package": "@fontsource-variable/playfair", "file": "playfair-{set}-standard-{style}.woff2",
        "cuts": {
            (400, "normal"): {"wght": 400, "opsz": 14, "wdth": 95},
            (600, "normal"): {"wght": 600, "opsz": 28, "wdth": 92},
        },
        "fallbacks": [TIMES, NOTO_SERIF], "stack": SERIF_STACK,
    },
    {
        "id": "schibsted-grotesk", "name": "Schibsted Grotesk", "kind": "sans",
        "note": "The grotesque, drawn for a newspaper house.",
        "package": "@fontsource-variable/schibsted-grotesk", "file": "schibsted-grotesk-{set}-wght-{style}.woff2",
        "cuts": {(400, "normal"): {"wght": 400}, (600, "normal"): {"wght": 600}},
        "fallbacks": [ARIAL, ROBOTO], "stack": SANS_STACK,
    },
    {
        "id": "noto-serif-devanagari", "name": "Noto Serif Devanagari", "kind": "devanagari",
        "note": "Hindi beside the serif faces; fetched only where Devanagari occurs.",
        "package": "@fontsource/noto-serif-devanagari",
        "file": "noto-serif-devanagari-devanagari-{weight}-{style}.woff2",
        "cuts": {(400, "normal"): None, (600, "normal"): None},
        "fallbacks": [], "stack": '"Nirmala UI", "Kohinoor Devanagari", "Noto Serif Devanagari", serif',
    },
    {
        "id": "noto-sans-devanagari", "name": "Noto Sans Devanagari", "kind": "devanagari",
        "note": "Hindi beside the grotesque; fetched only where Devanagari occurs.",
        "package": "@fontsource/noto-sans-devanagari",
        "file": "noto-sans-devanagari-devanagari-{weight}-{style}.woff2",
        "cuts": {(400, "normal"): None, (600, "normal"): None},
        "fallbacks": [], "stack": '"Nirmala UI", "Kohinoor Devanagari", "Noto Sans Devanagari", sans-serif',
    },
]
