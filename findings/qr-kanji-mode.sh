#!/usr/bin/env bash
# segno 1.6.6 by default takes Chinese words whose bytes are also Shift JIS for Japanese ones and writes them in Kanji mode; zxing-cpp 3.1.1 then
# reads Japanese. PyPI's qrcode 8.2 writes bytes, and the same reader reads what was written. (The Rust crate qrcode 0.14.1 does as segno does.)
# Exits with 0 while it is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" -q install --disable-pip-version-check segno==1.6.6 qrcode==8.2 pillow==12.0.0 zxing-cpp==3.1.1
"$folder/venv/bin/python" - <<'PYTHON'
import io
import sys
import qrcode
import segno
import zxingcpp
from PIL import Image


def read(image):
    return zxingcpp.read_barcodes(image.convert("L"))[0].text


wrong = 0
for text in ("监控", "东门", "云台摄像机", "库房"):
    file = io.BytesIO()
    code = segno.make(text, micro=False)
    code.save(file, kind="png", scale=6, border=4)
    by_segno = read(Image.open(file))
    by_qrcode = read(qrcode.make(text).get_image())
    print(f"{text}: segno ({code.mode}) {by_segno}, qrcode {by_qrcode}")
    if by_qrcode != text:
        sys.exit(1)
    wrong += by_segno != text
print(f"{wrong} of 4 by segno are read as something else")
sys.exit(0 if wrong else 1)
PYTHON
