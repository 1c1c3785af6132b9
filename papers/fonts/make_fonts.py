#!/usr/bin/python3
"""Makes the papers' two fonts from Noto Sans CJK (SIL Open Font License 1.1).

Needs Debian's `python3-fonttools` and `fonts-noto-cjk`. Run it from this folder after a change to the papers' Chinese texts:

    /usr/bin/python3 make_subset.py

fettle-papers.otf          regular: GB 2312, more characters of names, Latin, Greek, Cyrillic, punctuation, signs
fettle-papers-heading.otf  bold: Latin, and the Chinese characters of the papers' own texts (`papers.ftl`) only, to stay small;
                           what it lacks is drawn with the regular one

Both stay static OpenType fonts: Typst has drawn empty boxes from variable fonts and from collections.
"""

import pathlib

from fontTools import subset
from fontTools.ttLib import TTCollection

HERE = pathlib.Path(__file__).resolve().parent
NOTO = pathlib.Path("/usr/share/fonts/opentype/noto")
CATALOGUE = HERE.parent.parent / "core/locales/zh-CN/papers.ftl"


def gb2312():
    """Every character of GB 2312, from its 94 x 94 table."""
    for row in range(0xA1, 0xFF):
        for cell in range(0xA1, 0xFF):
            try:
                yield from bytes((row, cell)).decode("gb2312")
            except UnicodeDecodeError:
                pass


def ranges(*pairs):
    return {chr(c) for first, last in pairs for c in range(first, last + 1)}


LATIN = ranges((0x20, 0x7E), (0xA0, 0xFF), (0x2010, 0x2027), (0x2030, 0x203A), (0x20AC, 0x20AC))
SIGNS = ranges(
    (0x100, 0x17F), (0x370, 0x3FF), (0x400, 0x45F), (0x2000, 0x206F), (0x20A0, 0x20BF), (0x2100, 0x214F), (0x2150, 0x218F),
    (0x2190, 0x21FF), (0x2200, 0x22FF), (0x2460, 0x24FF), (0x2500, 0x257F), (0x25A0, 0x25FF), (0x2600, 0x260F), (0x2713, 0x2717),
    (0x3000, 0x303F), (0x3200, 0x33FF), (0xFF00, 0xFFEF),
)

# Characters that GB 2312 lacks and people are called by: a name printed as "〓" is no name.
NAMES = (
    "喆堃镕玥珺翀昇垚犇骉羴旻昉晞暐暘曈楙橦橞沄洢洺浥涘淏渃渟湉湲溁溦澔濛炘烔烜焜燊燚爔玏玒玘玙玚玠玦玭玹珅珣珮珵琀琁琇琎琤琲"
    "琸瑀瑄瑆瑒瑢瑧瑨瑱璈璘璟璠璪璮瓀畇皛皞硙祎祐祾禔禛禤秾稑竑翃翙翚翛翯芃苧莀莙蒨虓衎褀訢詠諲謩赟赪軒辀迺鋆錡鍠鑨锜镠霂頔頫"
    "颋飏馡骎鹍龑龢劼勍卲厷咲唅囧埼堉壎夲妧姁姌姞姮娸婳媖媞媱嫄嫕嬅嬿孖宬寔寗屾峣崀崚崟嶒嶶巘弢弨彧忞惇愃愔慜扆掞揚敔旸昍晅晙"
    "晢晳晹暅暕曌朏杕杙栢梽棨楒槑沇沚沨沵沺浛浬淓淩湙湜湥滉瀅灀炆煐煒煖煚煬熲燏爀睎硚縯鈜鉝"
)


def make(collection, out, family, characters):
    font = next(f for f in TTCollection(str(NOTO / collection)).fonts if f["name"].getDebugName(4).startswith("Noto Sans CJK SC"))
    options = subset.Options()
    options.layout_features = ["kern", "mark", "mkmk"]
    options.hinting = False
    options.notdef_outline = True
    options.glyph_names = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.name_languages = [0x409]
    options.drop_tables += ["BASE", "VORG", "vhea", "vmtx"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[ord(c) for c in characters])
    cutter.subset(font)
    # A changed font under its own name, so that nobody takes it for the whole one.
    plain = family.replace(" ", "")
    for record in font["name"].names:
        new = {1: family, 2: "Regular", 3: f"{plain};subset", 4: family, 6: plain}.get(record.nameID)
        if new:
            record.string = new
    cff = font["CFF "].cff
    cff.fontNames[0] = plain
    top = cff.topDictIndex[0]
    top.FamilyName = top.FullName = family
    font["head"].modified = font["head"].created  # the same bytes each run
    font.recalcTimestamp = False
    font.save(HERE / out)
    covered = font.getBestCmap()
    missing = sorted(c for c in characters if ord(c) not in covered)
    print(f"{out}: {(HERE / out).stat().st_size:,} bytes, {len(covered)} characters; not in Noto: {len(missing)}")


def main():
    own = set(CATALOGUE.read_text(encoding="utf-8"))
    make("NotoSansCJK-Regular.ttc", "fettle-papers.otf", "Fettle Papers", set(gb2312()) | LATIN | SIGNS | set(NAMES) | own)
    make("NotoSansCJK-Bold.ttc", "fettle-papers-heading.otf", "Fettle Papers Heading", LATIN | {c for c in own if ord(c) > 0x7F})


if __name__ == "__main__":
    main()
