#!/usr/bin/python3
"""Makes the papers' fonts from Noto fonts (SIL Open Font License 1.1), and the tables by which tests hold them to what they promise.

Needs Debian's `python3-fonttools`, `fonts-noto-cjk` and `fonts-noto-core`. Run it from this folder after a change to the papers' Chinese
texts, or to what is to be printed:

    /usr/bin/python3 make_fonts.py [heading]

With `heading` the bold one alone is made, which is all that a change of the papers' texts asks for; it needs no Noto Sans.

fettle-papers.otf          regular: Chinese (8,105 standard characters, GB 2312, Big5), Japanese, Korean, punctuation; Noto Sans CJK SC
fettle-papers-latin.ttf    regular: letters of Latin, Greek and Cyrillic with the marks that combine with them; Noto Sans
fettle-papers-signs.ttf    regular: signs that the other two lack; Noto Sans Symbols, Symbols 2, Math
fettle-papers-heading.otf  bold: Latin, and the Chinese characters of the papers' own texts (`papers.ftl`) only, to stay small;
                           what it lacks is drawn with the regular ones
../testdata/arabic.ttf     what a company might add, for tests; Noto Sans Arabic
tables/big5.txt            Big5 level 1 and 2, by Python's codec. tables/general-standard.txt says itself where it is from.

All stay static fonts, one a file: Typst has drawn empty boxes from variable fonts and from collections.
"""

import pathlib
import sys
import tempfile

from fontTools import merge, subset
from fontTools.ttLib import TTCollection, TTFont

HERE = pathlib.Path(__file__).resolve().parent
CJK = pathlib.Path("/usr/share/fonts/opentype/noto")
NOTO = pathlib.Path("/usr/share/fonts/truetype/noto")
CATALOGUE = HERE.parent.parent / "core/locales/zh-CN/papers.ftl"


def two_bytes(codec, rows):
    """Every character of a table of two bytes, in its order."""
    for row in rows:
        for cell in range(0x40, 0xFF):
            try:
                text = bytes((row, cell)).decode(codec)
            except UnicodeDecodeError:
                continue
            if len(text) == 1:
                yield text


def ranges(*pairs):
    return {chr(c) for first, last in pairs for c in range(first, last + 1)}


def general_standard():
    lines = (HERE / "tables/general-standard.txt").read_text(encoding="utf-8").splitlines()
    return {c for line in lines if not line.startswith("#") for c in line}


# Big5 has its level 1 in A440-C67E and its level 2 in C940-F9D5; behind them are what vendors added.
BIG5_1 = [c for c in two_bytes("big5", range(0xA4, 0xC7)) if 0x4E00 <= ord(c) <= 0xFAFF]
BIG5_2 = list(two_bytes("big5", range(0xC9, 0xFA)))

LATIN = ranges((0x20, 0x7E), (0xA0, 0xFF), (0x2010, 0x2027), (0x2030, 0x203A), (0x20AC, 0x20AC))
# Latin with Extended-A, -B, -Additional, phonetics, combining marks; Greek and Coptic; Cyrillic and its supplement.
LETTERS = ranges(
    (0x41, 0x5A), (0x61, 0x7A), (0x30, 0x39), (0x20, 0x2F), (0x3A, 0x40), (0x5B, 0x60), (0x7B, 0x7E), (0xA0, 0xFF), (0x100, 0x2FF),
    (0x300, 0x36F), (0x370, 0x52F), (0x1E00, 0x1EFF),
)
# Signs of Latin-1 that Chinese texts write as wide as a character stay with the Chinese font.
LETTERS -= set("§¨°±´¶·×÷")
SIGNS = ranges(
    (0x2000, 0x206F), (0x2070, 0x209F), (0x20A0, 0x20CF), (0x2100, 0x214F), (0x2150, 0x218F), (0x2190, 0x21FF), (0x2200, 0x22FF),
    (0x2300, 0x23FF), (0x2460, 0x24FF), (0x2500, 0x257F), (0x2580, 0x259F), (0x25A0, 0x25FF), (0x2600, 0x26FF), (0x2700, 0x27BF),
    (0x27F0, 0x27FF), (0x2B00, 0x2BFF), (0x3000, 0x303F), (0x3040, 0x30FF), (0x3100, 0x312F), (0x3131, 0x318E), (0x31A0, 0x31BF),
    (0x31F0, 0x31FF), (0x3200, 0x33FF), (0xFF00, 0xFFEF),
)
# 2026-01-01 in the seconds since 1904 that fonts count.
CREATED = 3_850_070_400
HANGUL = ranges((0xAC00, 0xD7A3))

# Characters that the tables lack and people are called by.
NAMES = (
    "喆堃镕玥珺翀昇垚犇骉羴旻昉晞暐暘曈楙橦橞沄洢洺浥涘淏渃渟湉湲溁溦澔濛炘烔烜焜燊燚爔玏玒玘玙玚玠玦玭玹珅珣珮珵琀琁琇琎琤琲"
    "琸瑀瑄瑆瑒瑢瑧瑨瑱璈璘璟璠璪璮瓀畇皛皞硙祎祐祾禔禛禤秾稑竑翃翙翚翛翯芃苧莀莙蒨虓衎褀訢詠諲謩赟赪軒辀迺鋆錡鍠鑨锜镠霂頔頫"
    "颋飏馡骎鹍龑龢劼勍卲厷咲唅囧埼堉壎夲妧姁姌姞姮娸婳媖媞媱嫄嫕嬅嬿孖宬寔寗屾峣崀崚崟嶒嶶巘弢弨彧忞惇愃愔慜扆掞揚敔旸昍晅晙"
    "晢晳晹暅暕曌朏杕杙栢梽棨楒槑沇沚沨沵沺浛浬淓淩湙湜湥滉瀅灀炆煐煒煖煚煬熲燏爀睎硚縯鈜鉝"
)

CHINESE = general_standard() | set(two_bytes("gb2312", range(0xA1, 0xF8))) | set(BIG5_1) | set(BIG5_2) | set(NAMES)
# What makers and guests from next door write: JIS X 0208 and KS X 1001.
NEIGHBOURS = set(two_bytes("shift_jis", [*range(0x81, 0xA0), *range(0xE0, 0xF0)])) | set(two_bytes("euc_kr", range(0xA1, 0xFE))) | HANGUL


def noto_cjk(collection):
    return next(f for f in TTCollection(str(CJK / collection)).fonts if f["name"].getDebugName(4).startswith("Noto Sans CJK SC"))


def cut(font, characters, features):
    options = subset.Options()
    options.layout_features = features
    options.hinting = False
    options.notdef_outline = True
    options.glyph_names = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.name_languages = [0x409]
    options.drop_tables += ["BASE", "VORG", "vhea", "vmtx", "MATH", "GDEF"] if "mark" not in features else ["BASE", "VORG", "vhea", "vmtx"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[ord(c) for c in characters])
    cutter.subset(font)
    return font


def save(font, out, family, characters):
    # A changed font under its own name, so that nobody takes it for the whole one.
    plain = family.replace(" ", "")
    for record in font["name"].names:
        new = {1: family, 2: "Regular", 3: f"{plain};subset", 4: family, 6: plain}.get(record.nameID)
        if new:
            record.string = new
    if "CFF " in font:
        cff = font["CFF "].cff
        cff.fontNames[0] = plain
        top = cff.topDictIndex[0]
        top.FamilyName = top.FullName = family
    font["head"].created = font["head"].modified = CREATED  # the same bytes each run
    font.recalcTimestamp = False
    font.save(HERE / out)
    covered = font.getBestCmap()
    missing = [c for c in characters if ord(c) not in covered]
    print(f"{out}: {(HERE / out).stat().st_size:,} bytes, {len(covered)} characters; not in Noto: {len(missing)}")
    return set(covered)


def signs(wanted):
    """One font of the signs `wanted`, from three of Noto's."""
    parts = []
    with tempfile.TemporaryDirectory() as folder:
        for name in ["NotoSansSymbols-Regular.ttf", "NotoSansSymbols2-Regular.ttf", "NotoSansMath-Regular.ttf"]:
            font = TTFont(NOTO / name)
            own = {c for c in wanted if ord(c) in font.getBestCmap()}
            wanted = wanted - own
            cut(font, own, [])
            for table in ["GSUB", "GPOS", "GDEF", "MATH"]:
                if table in font:
                    del font[table]
            parts.append(str(pathlib.Path(folder) / name))
            font.save(parts[-1])
        return merge.Merger().merge(parts)


def heading(own, marks):
    bold = LATIN | {c for c in own if ord(c) > 0x7F}
    save(cut(noto_cjk("NotoSansCJK-Bold.ttc"), bold, marks), "fettle-papers-heading.otf", "Fettle Papers Heading", bold)


def main():
    own = set(CATALOGUE.read_text(encoding="utf-8"))
    marks = ["kern", "mark", "mkmk"]
    if sys.argv[1:] == ["heading"]:
        heading(own, marks)
        return
    levels = [("# Big5 level 1 (A440-C67E)", BIG5_1), ("# Big5 level 2 (C940-F9D5)", BIG5_2)]
    lines = []
    for title, level in levels:
        lines.append(f"{title}, {len(level)} characters, by Python's codec big5.")
        lines += ["".join(level[i : i + 50]) for i in range(0, len(level), 50)]
    (HERE / "tables/big5.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")

    wide = CHINESE | NEIGHBOURS | SIGNS | LATIN | own
    has = save(cut(noto_cjk("NotoSansCJK-Regular.ttc"), wide, marks), "fettle-papers.otf", "Fettle Papers", wide)
    latin = LETTERS | {c for c in SIGNS if ord(c) not in has}
    latin_font = cut(TTFont(NOTO / "NotoSans-Regular.ttf"), latin, [*marks, "ccmp", "locl"])
    has |= save(latin_font, "fettle-papers-latin.ttf", "Fettle Papers Latin", LETTERS)
    rest = {c for c in SIGNS if ord(c) not in has}
    save(signs(rest), "fettle-papers-signs.ttf", "Fettle Papers Signs", rest)
    arabic = ranges((0x621, 0x63A), (0x641, 0x64A))
    save(cut(TTFont(NOTO / "NotoSansArabic-Regular.ttf"), arabic, ["init", "medi", "fina", "rlig"]), "../testdata/arabic.ttf", "Fettle Test Arabic", arabic)
    heading(own, marks)


if __name__ == "__main__":
    main()
