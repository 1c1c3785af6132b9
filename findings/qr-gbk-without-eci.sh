#!/usr/bin/env bash
# zxing-cpp 3.1.1 (PyPI wheel): QR codes whose bytes are GBK without an ECI, as Chinese label printers write them, are read as half-width
# Japanese or as Western European letters; the same text in UTF-8 is read right. `bytes` holds the truth.
# Exits with 0 while it is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" -q install --disable-pip-version-check qrcode==8.2 pillow==12.0.0 zxing-cpp==3.1.1
"$folder/venv/bin/python" - <<'PYTHON'
import sys
import qrcode
import zxingcpp


def read(data):
    code = qrcode.QRCode()
    code.add_data(qrcode.util.QRData(data, mode=qrcode.util.MODE_8BIT_BYTE))
    return zxingcpp.read_barcodes(code.make_image().get_image().convert("L"))[0]


for text in ("云台", "云台摄像机", "调压柜_3253", "一号楼"):
    gbk, utf8 = read(text.encode("gbk")), read(text.encode("utf-8"))
    print(f"{text}: GBK {gbk.text}, UTF-8 {utf8.text}")
    if gbk.text == text or bytes(gbk.bytes).decode("gbk") != text or utf8.text != text:
        sys.exit(1)
PYTHON
