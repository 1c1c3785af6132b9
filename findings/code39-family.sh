#!/usr/bin/env bash
# zxing-cpp 3.1.1 (PyPI wheel): asked for Code39, it looks for the whole family, and plain labels come out as something else: six characters
# without vowels as Code 32 (medicines in Italy), pairs such as /A as full ASCII. Asked for Code39Std it reads what is printed.
# Seen in November 2026:
#   PTZ003: family A731873283, standard PTZ003
#   321269: family A102795465, standard 321269
#   DS/A1234: family DS!1234, standard DS/A1234
#   PN-12+B7: family PN-12b7, standard PN-12+B7
#   CAM-7: family CAM-7, standard CAM-7
# Exits with 0 while it is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" -q install --disable-pip-version-check zxing-cpp==3.1.1 numpy==2.3.5
"$folder/venv/bin/python" - <<'PYTHON'
import sys
import numpy
import zxingcpp

F = zxingcpp.BarcodeFormat
seen = {}
for text in ("PTZ003", "321269", "DS/A1234", "PN-12+B7", "CAM-7"):
    image = numpy.array(zxingcpp.write_barcode_to_image(zxingcpp.create_barcode(text, F.Code39), scale=3))
    image = numpy.pad(image, 40, constant_values=255)
    family, standard = (zxingcpp.read_barcodes(image, formats=which)[0].text for which in (F.Code39, F.Code39Std))
    print(f"{text}: family {family}, standard {standard}")
    seen[text] = (family, standard)
right = {
    "PTZ003": "A731873283", "321269": "A102795465", "DS/A1234": "DS!1234", "PN-12+B7": "PN-12b7", "CAM-7": "CAM-7",
}
sys.exit(0 if seen == {text: (family, text) for text, family in right.items()} else 1)
PYTHON
