#!/usr/bin/env bash
# zxing-cpp 3.1.1 (PyPI wheel): some four of a thousand labels of four characters (letters and digits) in Code 39, drawn clean and by the same library, are read as a
# UPC-A with a right check digit, where the reader is not told which kinds to look for. Four characters between start and stop have 59 bars and spaces, as
# many as an EAN-13 or UPC-A has, and these kinds are tried first. Labels of three and five characters are never read so; asked for Code 39 alone,
# the reader says Code 39. Exits with 0 while it is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" -q install --disable-pip-version-check numpy==2.3.5 zxing-cpp==3.1.1
"$folder/venv/bin/python" - <<'PYTHON'
import random
import sys
import numpy
import zxingcpp

CODE_39 = zxingcpp.BarcodeFormat.Code39


def picture(text):
    return numpy.array(zxingcpp.create_barcode(text, CODE_39).to_image(scale=2, add_quiet_zones=True))


def misread(count, length):
    draw, found = random.Random(39), 0
    for _ in range(count):
        label = "".join(draw.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") for _ in range(length))
        read = zxingcpp.read_barcodes(picture(label))
        if read and read[0].symbology != zxingcpp.BarcodeFormat.Code39:
            found += 1
            alone = zxingcpp.read_barcodes(picture(label), formats=CODE_39)
            if not alone or alone[0].text != label:
                sys.exit(f"Code 39 alone: {label}")
    print(f"{length} characters: {found} of {count} read as another kind")
    return found


four = misread(5000, 4)
sys.exit(0 if four >= 3 and misread(1000, 3) == 0 and misread(1000, 5) == 0 else 1)
PYTHON
