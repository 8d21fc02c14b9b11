#!/usr/bin/env python3
"""Makes the bundled fonts: python3 build.py OUT NODE_MODULES

OUT receives FACE-WEIGHT[-italic][-ext].woff2, OFL-FACE.txt and faces.json. The
same pinned inputs give the same bytes: timestamps are kept from the sources and
nothing is read from the clock or the system's fonts.
"""

import hashlib
import io
import json
import logging
import re
import sys
from pathlib import Path

import uharfbuzz as hb
from fontTools import subset
from fontTools.misc.roundTools import otRound
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._g_l_y_f import Glyph
from fontTools.varLib import instancer

sys.dont_write_bytecode = True
from faces import ARIAL, CORE, DEVANAGARI, DEVANAGARI_DROPPED, EXT, FACES, LATIN_FEATURES, NUMERALS, TIMES  # noqa: E402

HERE = Path(__file__).resolve().parent


# Reading and cutting


def open_font(path):
    return TTFont(path, recalcTimestamp=False)


def open_cut(face, modules, which, weight, style):
    """One static font of the face: `which` is the package's latin or latin-ext."""
    name = face["file"].format(set=which, weight=weight, style=style)
    font = open_font(modules / face["package"] / "files" / name)
    axes = face["cuts"][(weight, style)]
    if axes is None:
        return font
    return instancer.instantiateVariableFont(font, axes, inplace=True)


def graft(font, donor, codepoint):
    """Copies one glyph's outline from the donor, as Google puts ₹ beside Latin Extended."""
    source = donor.getBestCmap().get(codepoint)
    if source is None or codepoint in font.getBestCmap():
        return
    pen = DecomposingRecordingPen(donor.getGlyphSet())
    donor.getGlyphSet()[source].draw(pen)
    outline = TTGlyphPen(None)
    pen.replay(outline)
    glyph = outline.glyph()
    glyph.recalcBounds(font["glyf"])
    add_glyph(font, codepoint, glyph, donor["hmtx"][source])


def add_space(font, codepoint, parts):
    """A blank of 1/parts em, where the source leaves it to the browser."""
    if codepoint not in font.getBestCmap():
        add_glyph(font, codepoint, Glyph(), (otRound(font["head"].unitsPerEm / parts), 0))


def add_glyph(font, codepoint, glyph, metrics):
    name = f"uni{codepoint:04X}"
    if name in font.getGlyphOrder():
        name += ".graft"
    font["glyf"][name] = glyph
    font["hmtx"][name] = metrics
    font.setGlyphOrder(font["glyf"].glyphOrder)
    map_codepoint(font, codepoint, name)


def map_codepoint(font, codepoint, name):
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[codepoint] = name


def complete_latin(font, donor):
    """Adds what a front page needs and the package's latin file lacks."""
    graft(font, donor, 0x20B9)
    for codepoint in (0x2009, 0x202F):
        add_space(font, codepoint, 5)
    cmap = font.getBestCmap()
    for codepoint in (0xAD, 0x2011):
        if codepoint not in cmap:
            map_codepoint(font, codepoint, cmap[0x2D])


def cut_down(font, codepoints, features, scripts=("*",)):
    options = subset.Options()
    options.hinting = False
    options.layout_features = list(features)
    options.layout_scripts = list(scripts)
    options.name_IDs = [0, 1, 2, 5]
    options.notdef_outline = False
    options.drop_tables += ["STAT", "DSIG", "MVAR", "HVAR", "vhea", "vmtx"]
    options.recalc_timestamp = False
    options.harfbuzz_repacker = False
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=codepoints)
    subsetter.subset(font)
    set_smooth(font)


def set_smooth(font):
    """Unhinted outlines want grey-scale smoothing at every size."""
    gasp = newTable("gasp")
    gasp.version, gasp.gaspRange = 1, {0xFFFF: 0x000F}
    font["gasp"] = gasp


# Kerning, rounded to 1/200 em and without the pairs that the classes already give


def simplify_kerning(font):
    if "GPOS" not in font:
        return
    step = font["head"].unitsPerEm // 200
    for lookup in font["GPOS"].table.LookupList.Lookup:
        tables = [t.ExtSubTable if t.LookupType == 9 else t for t in lookup.SubTable]
        if any(t.LookupType != 2 for t in tables):
            continue
        for value in pair_values(tables):
            value.XAdvance = int(value.XAdvance / step + (0.5 if value.XAdvance > 0 else -0.5)) * step
        for at, table in enumerate(tables):
            if table.Format == 1:
                drop_repeated(table, tables[at + 1:])


def pair_values(tables):
    for table in tables:
        if table.Format == 1:
            found = (r.Value1 for p in table.PairSet for r in p.PairValueRecord)
        else:
            found = (r.Value1 for c in table.Class1Record for r in c.Class2Record)
        yield from (v for v in found if hasattr(v, "XAdvance"))


def drop_repeated(table, later):
    """Removes pairs for which the subtables behind this one give the same distance."""
    kept = []
    for first, pairs in zip(table.Coverage.glyphs, table.PairSet):
        records = [r for r in pairs.PairValueRecord if distance(r) != lookup_pair(later, first, r.SecondGlyph)]
        if records:
            pairs.PairValueRecord, pairs.PairValueCount = records, len(records)
            kept.append((first, pairs))
    table.Coverage.glyphs = [first for first, _ in kept]
    table.PairSet = [pairs for _, pairs in kept]
    table.PairSetCount = len(kept)


def lookup_pair(tables, first, second):
    for table in tables:
        if first not in table.Coverage.glyphs:
            continue
        if table.Format == 2:
            row = table.Class1Record[table.ClassDef1.classDefs.get(first, 0)]
            return distance(row.Class2Record[table.ClassDef2.classDefs.get(second, 0)])
        pairs = table.PairSet[table.Coverage.glyphs.index(first)]
        for record in pairs.PairValueRecord:
            if record.SecondGlyph == second:
                return distance(record)
    return 0


def distance(record):
    return getattr(record.Value1, "XAdvance", 0) if record.Value1 else 0


# Measuring against what readers have installed


def shaped_width(font_bytes, paragraphs):
    """Average advance in em of the sample, kerned as a browser kerns it."""
    face = hb.Face(font_bytes)
    font = hb.Font(face)
    total = 0
    count = 0
    for paragraph in paragraphs:
        for word in paragraph.split(" "):
            buffer = hb.Buffer()
            buffer.add_str(word + " ")
            buffer.guess_segment_properties()
            hb.shape(font, buffer, {"kern": True, "liga": True})
            total += sum(p.x_advance for p in buffer.glyph_positions)
            count += len(word) + 1
    return total / face.upem / count


def plain_bytes(font):
    flavor, font.flavor = font.flavor, None
    out = io.BytesIO()
    font.save(out)
    font.flavor = flavor
    return out.getvalue()


def fallback_metrics(face, fallback, font_bytes, weight, style, modules, sample):
    """Overrides that give the local font this face's widths and line box."""
    bold = 700 if weight >= 600 else 400
    package, stem = fallback["source"]
    local = open_font(modules / package / "files" / f"{stem}-latin-{bold}-{style}.woff2")
    text = sample["headlines"] if weight >= 600 else sample["text"]
    size = shaped_width(font_bytes, text) / shaped_width(plain_bytes(local), text)
    ours = TTFont(io.BytesIO(font_bytes), lazy=True)
    em = ours["head"].unitsPerEm
    up, down, gap = line_box(ours)
    return {
        "family": f"{face['name']} fallback" + ("" if fallback in (TIMES, ARIAL) else " Android"),
        "metric_family": fallback["family"],
        "weight": weight,
        "style": style,
        "local": fallback["local"][(bold, style)],
        "size_adjust": percent(size),
        "ascent_override": percent(up / em / size),
        "descent_override": percent(down / em / size),
        "line_gap_override": percent(gap / em / size),
    }


def line_box(font):
    """Ascent, descent (positive) and gap as every platform's browser reads them."""
    os2, hhea = font["OS/2"], font["hhea"]
    if os2.fsSelection & 1 << 7:
        typo = (os2.sTypoAscender, os2.sTypoDescender, os2.sTypoLineGap)
        assert typo == (hhea.ascent, hhea.descent, hhea.lineGap), typo
    return hhea.ascent, -hhea.descent, hhea.lineGap


def percent(ratio):
    return f"{ratio * 100:.2f}%"


# Writing


def unicode_range(codepoints):
    parts = []
    for point in sorted(codepoints):
        if parts and point == parts[-1][1] + 1:
            parts[-1][1] = point
        else:
            parts.append([point, point])
    return ", ".join(f"U+{a:X}" if a == b else f"U+{a:X}-{b:X}" for a, b in parts)


def save(font, path):
    font.flavor = "woff2"
    font.flavorData = None
    font.save(path, reorderTables=None)
    return path.read_bytes()


def file_entry(font, path, cut, axes, part):
    data = save(font, path)
    weight, style = cut
    return {
        "file": path.name,
        "weight": weight,
        "style": style,
        "axes": axes,
        "part": part,
        "unicode_range": unicode_range(set(font.getBestCmap())),
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
    }


def build_latin(face, modules, out, sample):
    files, fallbacks = [], []
    for (weight, style), axes in face["cuts"].items():
        main, extra = (open_cut(face, modules, s, weight, style) for s in ("latin", "latin-ext"))
        complete_latin(main, extra)
        stem = f"{face['id']}-{weight}" + ("-italic" if style == "italic" else "")
        for font, points, name, part in ((main, CORE, stem, "latin"), (extra, EXT, stem + "-ext", "latin-ext")):
            cut_down(font, points, LATIN_FEATURES)
            simplify_kerning(font)
            files.append(file_entry(font, out / f"{name}.woff2", (weight, style), axes, part))
        shaped = plain_bytes(main)
        fallbacks += [fallback_metrics(face, f, shaped, weight, style, modules, sample) for f in face["fallbacks"]]
    return files, fallbacks


def build_devanagari(face, modules, out, _sample):
    files = []
    for weight, style in face["cuts"]:
        font = open_cut(face, modules, None, weight, style)
        tags = {r.FeatureTag for t in ("GSUB", "GPOS") for r in font[t].table.FeatureList.FeatureRecord}
        cut_down(font, DEVANAGARI, sorted(tags - DEVANAGARI_DROPPED), ("deva", "dev2", "DFLT"))
        files.append(file_entry(font, out / f"{face['id']}-{weight}.woff2", (weight, style), None, "devanagari"))
    return files, []


def version_of(face, modules):
    weight, style = next(iter(face["cuts"]))
    name = face["file"].format(set="latin", weight=weight, style=style)
    font = open_font(modules / face["package"] / "files" / name)
    return re.search(r"\d+\.\d+", font["name"].getDebugName(5)).group(), font["name"].getDebugName(0)


def licence_of(face, modules, out):
    """Copies the OFL text; refuses a face that reserves its name, since we modify it."""
    text = (modules / face["package"] / "LICENSE").read_text(encoding="utf-8")
    notice = text.split("This Font Software is licensed")[0]
    version, copyright_line = version_of(face, modules)
    if "reserved font name" in (notice + copyright_line).lower():
        sys.exit(f"{face['package']} has a Reserved Font Name and may not be subset under it.")
    (out / f"OFL-{face['id']}.txt").write_text(text, encoding="utf-8")
    return version, copyright_line


def build_face(face, modules, out, sample):
    version, copyright_line = licence_of(face, modules, out)
    package = json.loads((modules / face["package"] / "package.json").read_text(encoding="utf-8"))
    build = build_devanagari if face["kind"] == "devanagari" else build_latin
    files, fallbacks = build(face, modules, out, sample)
    return {
        "id": face["id"],
        "name": face["name"],
        "kind": face["kind"],
        "note": face["note"],
        "version": version,
        "package": {"name": package["name"], "version": package["version"]},
        "licence": "OFL-1.1",
        "licence_file": f"OFL-{face['id']}.txt",
        "copyright": copyright_line,
        "fallback_stack": face["stack"],
        "files": files,
        "fallbacks": fallbacks,
    }


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    out, modules = Path(sys.argv[1]), Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    sample = json.loads((HERE / "sample.json").read_text(encoding="utf-8"))
    faces = [build_face(face, modules, out, sample) for face in FACES]
    catalogue = {"font_display": "swap", "numerals": NUMERALS, "faces": faces}
    text = json.dumps(catalogue, ensure_ascii=False, indent=2) + "\n"
    (out / "faces.json").write_text(text, encoding="utf-8")
    for face in faces:
        for file in face["files"]:
            print(f"{file['bytes']:>7} {file['file']}")


if __name__ == "__main__":
    main()
