#!/bin/sh
# What: a PDF/A-3b file written by Typst ends with "%%EOF" and no line end. veraPDF passes it. Once pyHanko has signed it (an incremental
# update, nothing changed before), veraPDF refuses it by clause 6.1.9 of ISO 19005-3. The same file with one line end added passes, signed too.
# So: who writes PDF/A ends the file with one line end, or nobody can sign it without losing PDF/A.
#
# Seen with typst 0.15.2 (PyPI), pyHanko 0.38.0 (PyPI), veraPDF 1.28.2 (Maven Central, org.verapdf.apps:greenfield-apps), Java 17:
#   plain            last bytes "%%EOF"     veraPDF PASS
#   plain, signed    one incremental update veraPDF FAIL  6.1.9
#   ended            last bytes "%%EOF\n"   veraPDF PASS
#   ended, signed    one incremental update veraPDF PASS
#
# Needs python3 with venv, java 11 or later, mvn, and the registries PyPI and Maven Central. Works in a temporary folder. Exits with 1 when
# something comes out otherwise.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv py
py/bin/pip -q install typst==0.15.2 pyhanko==0.38.0
cat > pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
<dependencies><dependency>
  <groupId>org.verapdf.apps</groupId><artifactId>greenfield-apps</artifactId><version>1.28.2</version>
</dependency></dependencies></project>
POM
mvn -q -B dependency:copy-dependencies -DoutputDirectory=jars
cat > make.py <<'PY'
import datetime, io
from asn1crypto import x509 as asn1_x509, keys as asn1_keys
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko_certvalidator.registry import SimpleCertificateStore
import typst

open("page.typ", "w").write('#set document(title: "A page", date: datetime(year: 2026, month: 3, day: 5))\nA page.\n')
plain = typst.compile("page.typ", format="pdf", pdf_standards="a-3b")
print("typst ends the file with", plain[-6:])
assert plain.endswith(b"%%EOF"), "Typst ends its files with a line end now"

key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Somebody")])
now = datetime.datetime.now(datetime.timezone.utc)
cert = (
    x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
    .not_valid_before(now).not_valid_after(now + datetime.timedelta(days=1)).sign(key, hashes.SHA256())
)
signer = signers.SimpleSigner(
    signing_cert=asn1_x509.Certificate.load(cert.public_bytes(serialization.Encoding.DER)),
    signing_key=asn1_keys.PrivateKeyInfo.load(key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())),
    cert_registry=SimpleCertificateStore(),
)
for label, pdf in (("plain", plain), ("ended", plain + b"\n")):
    open(label + ".pdf", "wb").write(pdf)
    out = io.BytesIO()
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    signers.sign_pdf(writer, signers.PdfSignatureMetadata(field_name="Signature"), signer=signer, output=out)
    signed = out.getvalue()
    assert signed.startswith(pdf), "pyHanko changed what was there"
    open(label + "-signed.pdf", "wb").write(signed)
PY
py/bin/python make.py
bad=0
check() { # file, what is expected
    java -cp 'jars/*' org.verapdf.apps.GreenfieldCliWrapper --flavour 3b --format xml "$1.pdf" > "$1.xml" 2> "$1.err" || true
    compliant=$(sed -n 's/.*isCompliant="\([a-z]*\)".*/\1/p' "$1.xml" | head -1)
    clauses=$(sed -n 's/.*<rule [^>]*clause="\([0-9.]*\)"[^>]*status="failed".*/\1/p' "$1.xml" | sort -u | tr '\n' ' ')
    seen="$compliant ${clauses% }"
    echo "$1: compliant=$seen"
    [ "$seen" = "$2" ] || { echo "expected: $2"; bad=1; }
}
check plain "true "
check plain-signed "false 6.1.9"
check ended "true "
check ended-signed "true "
exit $bad
